"""Every verb on a stack that does not run: the documented exit code, one sentence, the next step."""

from __future__ import annotations

import subprocess
import sys

import pytest

from corkboard.cli.app import main
from corkboard.settings import load
from corkboard.stack import outputs

NEVER_UP = {
    "status": 1,
    "logs": 0,
    "down": 0,
    "reset": 1,
    "provision": 1,
    "env": 0,
    "client kafka-topics --list": 1,
    "seed": 1,
    "post --rows 1": 1,
    "wait --timeout 1": 1,
    "batch": 1,
    "report": 1,
    "verify": 1,
    "trace pin 1": 1,
    "destroy": 5,
    "up --only nothing": 2,
    "logs nothing": 2,
}
SERVICES = ("seed", "post", "batch", "report")
DOWN = {**NEVER_UP, "wait --timeout 1": 4}


@pytest.fixture(scope="module")
def down_home(corkboard, parts, tmp_path_factory):
    """Return the folder of a stack that was up once."""
    del parts
    home = tmp_path_factory.mktemp("down")
    corkboard("up", "--only", "aws", home=home)
    corkboard("down", home=home)
    yield home
    corkboard("destroy", "--yes", home=home)


@pytest.mark.parametrize(("typed", "code"), NEVER_UP.items())
def test_on_a_stack_that_was_never_up_every_verb_says_what_to_do(parts, capfd, tmp_path, typed, code):
    """And none of them touches the stack on the conventional ports."""
    del parts
    _assert_well_said(capfd, tmp_path, typed, code)


@pytest.mark.parametrize(("typed", "code"), DOWN.items())
def test_on_a_stack_that_is_down_every_verb_says_what_to_do(capfd, down_home, typed, code):
    """A refused connection is a sentence."""
    _assert_well_said(capfd, down_home, typed, code)


@pytest.mark.parametrize("typed", ["up", "down", "reset", "destroy --yes"])
def test_one_verb_at_a_time_changes_a_stack(capfd, down_home, typed):
    """The other is told to wait, and has changed nothing."""
    with outputs.lock(load({"home": down_home, "name": "test"})):
        _assert_well_said(capfd, down_home, typed, 4)

    assert (down_home / ".corkboard" / "test" / "outputs.json").exists()


def _assert_well_said(capfd, home, typed: str, code: int) -> None:
    """Run the command; what it starts writes to the same files."""
    capfd.readouterr()
    left = _left_with(["--home", str(home), "--name", "test", *typed.split()])
    said = capfd.readouterr()

    assert "Traceback" not in said.out + said.err
    assert left == code, said.out + said.err
    if code and not said.out:
        assert "→" in said.err


def _left_with(arguments: list[str]) -> int:
    """Return the exit code; most run in this process, which saves their start, but not what becomes another."""
    if arguments[4] in SERVICES:
        return subprocess.run([sys.executable, "-m", "corkboard", *arguments], check=False).returncode
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return left.value.code
