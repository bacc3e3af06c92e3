"""The demo's order, and what it says when a step or the proof fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from corkboard.airflow.runs import Run
from corkboard.cli.demo import _say_what_next, own_stack, play, show
from corkboard.cli.globals import Globals
from corkboard.cli.steps import Steps
from corkboard.errors import CorkboardError, UnavailableError, VerifyError
from corkboard.settings import load
from corkboard.verify.check import Report
from corkboard.verify.story import Story

ORDER = ["up", "post", "land", "batch", "stream", "verify", "trace"]


class Hops:
    """Hops that do nothing but note their names; ``failing`` raises, and the proof comes out as told."""

    def __init__(self, *, failing: str = "", passes: bool = True) -> None:
        self.page = Path("report.html")
        self.ran: list[str] = []
        self._failing = failing
        self._passes = passes

    def _run(self, name: str) -> None:
        self.ran.append(name)
        if name == self._failing:
            raise UnavailableError("kafka: away", service="kafka", hint="see its log")

    def up(self, say) -> None:
        self._run("up")

    def post(self, say) -> dict:
        self._run("post")
        return {"acked": 3}

    def land(self, say) -> None:
        self._run("land")

    def batch(self, say) -> None:
        self._run("batch")

    def dag(self, say) -> Run:
        self._run("dag")
        return Run("daily_batch", "one", "success", {"clean": "success"})

    def stream(self, say) -> None:
        self._run("stream")

    def verify(self, say) -> Report:
        self._run("verify")
        return _Failed(None, [], 0.1, []) if not self._passes else Report(None, [], 0.1, [])

    def trace(self, say) -> Story:
        self._run("trace")
        return Story("pin", 0, None, [], [], None, [])

    def down(self, say) -> None:
        self._run("down")


class _Failed(Report, frozen=True):
    passed = False


def _play(hops: Hops, *, keep: bool = False, has_airflow: bool = False):
    with Steps() as steps:
        return play(hops, steps, keep=keep, has_airflow=has_airflow)


def test_with_airflow_its_dag_is_the_batch(capsys):
    """And its run is shown, with its tasks."""
    hops = Hops()

    played = _play(hops, has_airflow=True)
    show(played, as_json=False)

    assert hops.ran == ["dag" if name == "batch" else name for name in [*ORDER, "down"]]
    assert "DAG daily_batch: success (clean success), run one" in capsys.readouterr().out


def test_each_step_runs_once_in_order_and_is_timed():
    """The stack is stopped at the end, unless it is kept."""
    hops, kept = Hops(), Hops()

    played = _play(hops)
    _play(kept, keep=True)

    assert hops.ran == [*ORDER, "down"]
    assert list(played.seconds) == [*ORDER, "down"]
    assert kept.ran == ORDER


def test_a_step_that_fails_ends_the_demo_and_says_how_to_look():
    """The stack is down by then, so its name alone is of no use."""
    hops = Hops(failing="land")

    with pytest.raises(CorkboardError, match="kafka: away") as caught:
        _play(hops)

    assert hops.ran == ["up", "post", "land", "down"]
    assert "see its log" in caught.value.hint
    assert "corkboard --name demo up, then corkboard --name demo verify" in caught.value.hint


def test_a_failed_proof_is_an_error_after_everything_was_shown():
    """Exit code 1, whatever else went well."""
    played = _play(Hops(passes=False))

    with pytest.raises(VerifyError) as caught:
        show(played, as_json=False)

    assert caught.value.exit_code == 1


@pytest.mark.parametrize(("passes", "code", "status"), [(True, 0, "ok"), (False, 1, "failed")])
def test_as_json_it_is_one_document_with_everything(capsys, passes, code, status):
    """Timings, what was posted, the proof, one post's way and the page."""
    with pytest.raises(typer.Exit) as left:
        show(_play(Hops(passes=passes)), as_json=True)

    document = json.loads(capsys.readouterr().out)
    assert left.value.exit_code == code
    assert (document["command"], document["status"]) == ("demo", status)
    assert set(document["data"]) == {"seconds", "posted", "verify", "trace", "report", "dag"}


class Engine:
    """An engine of a stack that is down."""

    def __init__(self, home: Path) -> None:
        self.settings = load({"name": "demo", "home": home}, environ={})

    def status(self) -> list:
        return []


@pytest.mark.parametrize("keep", [True, False])
def test_the_page_and_three_commands_are_what_comes_next(capsys, tmp_path, keep):
    """On the stack that is kept, or on the person's own."""
    _say_what_next(Engine(tmp_path), keep=keep)

    said = capsys.readouterr().err
    assert str(tmp_path / ".corkboard" / "demo" / "report.html") in said
    assert said.count("  corkboard ") == 3
    assert ("--name demo" in said) == keep


def test_on_stand_ins_that_are_given_the_demo_has_a_prefix_of_its_own(tmp_path, monkeypatch):
    """Nobody else's topics, streams and bucket are touched, and its folder lies beside the stack's."""
    monkeypatch.setenv("CORKBOARD_STACK__ENGINE", "given")

    chosen = own_stack(Globals(home=tmp_path, name="docker", prefix="mine"))

    assert (chosen.name, chosen.prefix) == ("docker-demo", "mine-demo")


def test_elsewhere_the_demo_has_a_stack_of_its_own(tmp_path, monkeypatch):
    """A name, and everything that comes with it."""
    monkeypatch.delenv("CORKBOARD_STACK__ENGINE", raising=False)

    chosen = own_stack(Globals(home=tmp_path))

    assert (chosen.name, chosen.prefix) == ("demo", None)
