"""Which stand-ins start, and what is said when one does not."""

from __future__ import annotations

import itertools
import threading

import pytest

from corkboard.errors import CorkboardError, UsageError
from corkboard.stack.component import Component
from corkboard.stack.startup import start, with_needs


def _component(name: str, *needs: str) -> Component:
    return Component(name, ("true",), "", lambda: "", needs=needs)


COMPONENTS = [_component("mysql"), _component("kafka"), _component("connect", "kafka")]


def test_all_are_wanted_by_default():
    """Naming none means all."""
    assert [one.name for one in with_needs(COMPONENTS, ())] == ["mysql", "kafka", "connect"]


def test_an_optional_one_starts_only_when_it_is_asked_for():
    """With what it needs, beside all others or alone."""
    spark = Component("spark", ("true",), "", lambda: "", needs=("mysql",), is_optional=True)
    components = [*COMPONENTS, spark]

    assert spark not in with_needs(components, ())
    assert with_needs(components, (), ("spark",)) == components
    assert [one.name for one in with_needs(components, ("spark",))] == ["mysql", "spark"]


def test_what_a_wanted_one_needs_comes_along():
    """Connect is of no use without Kafka."""
    assert [one.name for one in with_needs(COMPONENTS, ("connect",))] == ["kafka", "connect"]


def test_an_unknown_name_is_a_usage_error_that_lists_the_known():
    """The person sees what can be said."""
    with pytest.raises(UsageError, match="mysql, kafka, connect"):
        with_needs(COMPONENTS, ("oracle",))


class Supervisor:
    """A supervisor under which ``kafka`` ends by itself, once ``mysql`` was asked whether it is usable."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.asked = threading.Event()

    def start_component(self, name: str) -> None:
        self.started.append(name)

    def state(self, name: str) -> str:
        if name == "kafka":
            self.asked.wait(5)
            return "FATAL"
        return "RUNNING"

    def started_at(self, name: str) -> int:
        return 1


class Restarting(Supervisor):
    """A supervisor under which everything ends after a while and is started again."""

    def __init__(self) -> None:
        super().__init__()
        self._starts = itertools.count()

    def state(self, name: str) -> str:
        return "RUNNING"

    def started_at(self, name: str) -> int:
        return next(self._starts)


def test_after_the_first_failure_nothing_is_called_ready_and_nothing_more_is_started(tmp_path):
    """What was still starting is given up; what needs it does not start."""
    supervisor, told = Supervisor(), []

    def not_yet() -> str:
        supervisor.asked.set()
        return "not yet"

    logs = {name: tmp_path / name for name in ("mysql", "kafka", "proxy")}
    logs["kafka"].write_text("first\nlast words\n")
    components = [
        Component("mysql", ("true",), "", not_yet),
        Component("kafka", ("true",), "", lambda: "no answer"),
        Component("proxy", ("true",), "", lambda: "", needs=("mysql",)),
    ]

    with pytest.raises(CorkboardError, match="kafka does not start") as caught:
        start(supervisor, components, logs, timeout_s=30, report=lambda *words: told.append(words))

    assert caught.value.exit_code == 1
    assert caught.value.hint.startswith("its log: corkboard logs kafka")
    assert "last words" in caught.value.hint
    assert sorted(supervisor.started) == ["kafka", "mysql"]
    assert "ready" not in {state for _, state in told}


def test_what_ends_again_and_again_has_failed_and_is_no_timeout(tmp_path):
    """Also when each run lasts long enough to be called running."""
    component = Component("kafka", ("true",), "", lambda: "no answer")

    with pytest.raises(CorkboardError, match="it ended by itself") as caught:
        start(Restarting(), [component], {"kafka": tmp_path / "log"}, timeout_s=30, report=lambda *_: None)

    assert caught.value.exit_code == 1


class Usable(Supervisor):
    """A supervisor under which everything runs."""

    def state(self, name: str) -> str:
        return "RUNNING"


def test_a_server_is_equipped_once_it_is_usable_and_before_others_need_it(tmp_path):
    """Such as a broker with its access lists: a client that lacks a right may give up for good."""
    supervisor, seen = Usable(), []
    kafka = Component("kafka", ("true",), "", lambda: "", equip=lambda: seen.extend(supervisor.started))
    logs = {name: tmp_path / name for name in ("kafka", "connect")}

    start(supervisor, [kafka, _component("connect", "kafka")], logs, timeout_s=5, report=lambda *_: None)

    assert seen == ["kafka"]
    assert supervisor.started == ["kafka", "connect"]
