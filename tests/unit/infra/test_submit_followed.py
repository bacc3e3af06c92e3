"""A run that is watched: to its end, until Ctrl-C, or until nobody can see it any more."""

from __future__ import annotations

import pytest

from corkboard.errors import CorkboardError, PreflightError, UnavailableError, WaitTimeoutError
from corkboard_infra.submit.__main__ import carry_out, pausing

GOES_ON = "run 7 may go on there, and nobody here watches it"
AWAY = UnavailableError("no answer", service="a-place")


class Run:
    """A run that ends, or is cancelled, as it is told."""

    def __init__(self, follow, cancel=None):
        self._follow, self._cancel = follow, cancel

    def start(self):
        return "7"

    def follow(self):
        raise self._follow

    def cancel(self):
        if self._cancel:
            raise self._cancel


@pytest.mark.parametrize(
    ("run", "kind", "words"),
    [
        (Run(AWAY), UnavailableError, [GOES_ON]),
        (Run(PreflightError("expired")), PreflightError, [GOES_ON]),
        (Run(WaitTimeoutError("the run", waited_s=1, last="it goes on")), WaitTimeoutError, [GOES_ON]),
        (Run(KeyboardInterrupt(), AWAY), UnavailableError, [GOES_ON]),
        (
            Run(KeyboardInterrupt()),
            KeyboardInterrupt,
            ["cancelled; the tables are as the last commit left them"],
        ),
        (Run(CorkboardError("FAILED")), CorkboardError, []),
    ],
    ids=["no answer", "expired", "too long", "no cancel", "cancelled", "failed"],
)
def test_whoever_watches_is_told_whether_the_run_may_go_on(run, kind, words):
    """Where it was not cancelled and has not ended: it is paid for."""
    said = []

    with pytest.raises(kind):
        carry_out(run, said.append)

    assert said == ["run 7 has begun; Ctrl-C cancels it", *words]


def test_no_run_is_watched_for_ever():
    """The place ends a run itself, sooner; a place that does not is left."""
    pausing(60, pause_s=0)()

    with pytest.raises(WaitTimeoutError, match="it goes on") as caught:
        pausing(-1)()
    assert caught.value.exit_code == 4
