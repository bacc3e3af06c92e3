"""Every verb on a stack that does not run: the documented exit code, one sentence, the next step."""

from __future__ import annotations

import pytest

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
def test_on_a_stack_that_was_never_up_every_verb_says_what_to_do(corkboard, parts, tmp_path, typed, code):
    """And none of them touches the stack on the conventional ports."""
    del parts
    _assert_well_said(corkboard(*typed.split(), home=tmp_path, check=False), code)


@pytest.mark.parametrize(("typed", "code"), DOWN.items())
def test_on_a_stack_that_is_down_every_verb_says_what_to_do(corkboard, down_home, typed, code):
    """A refused connection is a sentence."""
    _assert_well_said(corkboard(*typed.split(), home=down_home, check=False), code)


def _assert_well_said(done, code: int) -> None:
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    if code and not done.stdout:
        assert "corkboard" in done.stderr
