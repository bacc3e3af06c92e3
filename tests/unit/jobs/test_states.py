"""How a run stands, from how its tasks stand."""

from __future__ import annotations

import pytest

from corkboard_databricks.jobs.specs import Dependency, NotebookTask, TaskSpec
from corkboard_databricks.jobs.states import Attempt, State, final, last_tries, live

WORK = NotebookTask("/x")
TWO = [
    TaskSpec(task_key="a", notebook_task=WORK),
    TaskSpec(task_key="b", notebook_task=WORK, depends_on=[Dependency("a")]),
]


def tries(**results):
    return {key: Attempt(1, 1, key, 0, *told) for key, told in results.items()}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (("TERMINATED", "SUCCESS"), ("TERMINATED", "SUCCESS"), State("TERMINATED", "SUCCESS", "")),
        (
            ("TERMINATED", "FAILED", "why"),
            ("TERMINATED", "UPSTREAM_FAILED"),
            State("TERMINATED", "FAILED", "Task a failed with message: why"),
        ),
        (("TERMINATED", "FAILED", "why"), ("TERMINATED", "SUCCESS"), State("TERMINATED", "SUCCESS", "")),
        (
            ("INTERNAL_ERROR", "FAILED", "killed"),
            ("TERMINATED", "UPSTREAM_FAILED"),
            State("INTERNAL_ERROR", "FAILED", "Task a failed with message: killed"),
        ),
        (
            ("TERMINATED", "SUCCESS", "streams"),
            ("TERMINATED", "EXCLUDED"),
            State("TERMINATED", "SUCCESS", "streams"),
        ),
    ],
)
def test_a_run_ends_as_its_last_tasks_do(a, b, expected):
    """A failure that was caught by run_if is none; a broken one is told in any case."""
    assert final(TWO, tries(a=a, b=b), None) == expected


def test_a_run_that_was_ended_from_outside_says_so():
    """Whatever its tasks came to."""
    cancelled = State("TERMINATED", "CANCELED", "Run cancelled.")

    assert (
        final(TWO, tries(a=("TERMINATED", "SUCCESS"), b=("TERMINATED", "CANCELED")), cancelled) == cancelled
    )


@pytest.mark.parametrize(
    ("lives", "expected"),
    [
        ([], "PENDING"),
        (["TERMINATED"], "RUNNING"),
        (["QUEUED"], "QUEUED"),
        (["PENDING", "RUNNING"], "RUNNING"),
    ],
)
def test_a_run_that_goes_on_stands_as_its_busiest_task(lives, expected):
    """Between two tasks it runs."""
    last = {str(place): Attempt(1, 1, str(place), 0, life) for place, life in enumerate(lives)}

    assert live(last, is_ending=False).life == expected
    assert live(last, is_ending=True).life == "TERMINATING"


def test_the_last_try_of_a_task_counts():
    """By its number."""
    first, second = Attempt(8, 1, "a", 0), Attempt(9, 1, "a", 1)

    assert last_tries([second, first]) == {"a": second}
