"""``--records-per-object``: what wins, what is kept, and what the help says."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from corkboard.cli.app import app
from corkboard.cli.globals import Globals
from corkboard.cli.up import bring_up
from corkboard.provision.wanted import connector_config
from corkboard.settings import load
from corkboard.stack import outputs
from corkboard.stack.context import Context
from corkboard.stack.parts import Parts
from corkboard.stack.ports import CONVENTIONAL


class FakeEngine:
    """Writes the outputs when it starts, as the native engine does."""

    def __init__(self, home):
        self.home = home

    def up(self, *, only, also, timeout_s, report):
        """Start nothing."""
        own = load({"home": self.home}, environ={})
        context = Context(own, Parts(own.cache), dict(CONVENTIONAL), own.cache, self.home)
        outputs.write(context, dict(CONVENTIONAL))


@pytest.fixture
def up(tmp_path):
    """Return a start of a stack in a folder of the test's own, which ends before anything is provisioned."""

    def start(count=None):
        options = Globals(home=tmp_path, records_per_object=count)
        bring_up(FakeEngine(tmp_path), options, only=("aws",), timeout_s=1, report=lambda *_: None)

    return start


def _flush_size(home, environ=None):
    return connector_config(load({"home": home}, environ=environ or {}))["flush.size"]


def test_the_option_wins_over_the_setting(tmp_path):
    """It is what was said last and nearest."""
    chosen = load(
        Globals(home=tmp_path, records_per_object=1).overrides(),
        environ={"CORKBOARD_CONNECT__RECORDS_PER_OBJECT": "7"},
    )

    assert connector_config(chosen)["flush.size"] == "1"
    assert chosen.connect.url == "http://127.0.0.1:8083"


def test_a_later_plain_up_leaves_it_as_it_was_chosen(tmp_path, up):
    """Starting rewrites the outputs, which keep the choice; a new choice replaces it."""
    up()
    assert _flush_size(tmp_path) == "1000"

    seen = []
    for count in (1, None, None, 50, None):
        up(count)
        seen.append(_flush_size(tmp_path))

    assert seen == ["1", "1", "1", "50", "50"]


def test_a_file_that_names_another_number_does_not_undo_the_choice(tmp_path, up):
    """Only a variable does, as for everything in the outputs."""
    (tmp_path / "corkboard.toml").write_text("[targets.local.connect]\nrecords_per_object = 20\n")
    up()
    assert _flush_size(tmp_path) == "20"

    up(1)
    up()

    assert _flush_size(tmp_path) == "1"
    assert _flush_size(tmp_path, {"CORKBOARD_CONNECT__RECORDS_PER_OBJECT": "7"}) == "7"
    assert json.loads((tmp_path / ".corkboard/default/outputs.json").read_text())["connect"]["url"]


@pytest.mark.parametrize("verb", ["up", "provision"])
def test_the_help_says_what_it_does_and_how_long_it_holds(verb):
    """Nobody should wonder where the number went."""
    shown = CliRunner().invoke(app, [verb, "--help"], env={"COLUMNS": "200"}).output
    words = " ".join(shown.replace("│", " ").split())

    assert "--records-per-object" in words
    assert "Records in each S3 object" in words
    assert "until N is given again" in words


@pytest.mark.parametrize("number", ["0", "-1", "1000001", "many"])
def test_a_number_that_the_sink_cannot_use_is_refused(number):
    """Before anything is touched."""
    assert CliRunner().invoke(app, ["provision", "--records-per-object", number]).exit_code == 2
