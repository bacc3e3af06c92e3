"""Which task is next."""

from __future__ import annotations

import pytest

from corkboard_databricks.jobs.errors import ApiError
from corkboard_databricks.jobs.plan import Skip, Start, check_graph, steps
from corkboard_databricks.jobs.specs import Dependency, NotebookTask, TaskSpec
from corkboard_databricks.jobs.states import Attempt


def task(key, *needs, **options):
    depends = [Dependency(task_key=one) for one in needs]
    return TaskSpec(task_key=key, depends_on=depends, notebook_task=NotebookTask("/x"), **options)


def seen(key, result, life="TERMINATED", number=0, ended_ms=0):
    return {key: Attempt(1, 1, key, number, life, result, ended_ms=ended_ms)}


def shown(found):
    return [(type(one).__name__, one.task.task_key, getattr(one, "result", "")) for one in found]


def test_tasks_without_dependencies_begin_together():
    """The others wait."""
    assert shown(steps([task("a"), task("b"), task("c", "a")], {})) == [
        ("Start", "a", ""),
        ("Start", "b", ""),
    ]


def test_a_task_begins_when_all_it_depends_on_have_succeeded():
    """Not before."""
    tasks = [task("a"), task("b"), task("c", "a", "b")]

    assert steps(tasks, seen("a", "SUCCESS") | seen("b", "", "RUNNING")) == []
    assert steps(tasks, seen("a", "SUCCESS") | seen("b", "SUCCESS")) == [Start(tasks[2])]


@pytest.mark.parametrize(
    ("run_if", "result", "expected"),
    [
        (None, "FAILED", ("Skip", "c", "UPSTREAM_FAILED")),
        ("ALL_DONE", "FAILED", ("Start", "c", "")),
        ("NONE_FAILED", "FAILED", ("Skip", "c", "UPSTREAM_FAILED")),
        ("AT_LEAST_ONE_SUCCESS", "FAILED", ("Start", "c", "")),
        ("ALL_FAILED", "FAILED", ("Skip", "c", "EXCLUDED")),
        ("AT_LEAST_ONE_FAILED", "FAILED", ("Start", "c", "")),
        ("AT_LEAST_ONE_FAILED", "SUCCESS", ("Skip", "c", "EXCLUDED")),
    ],
)
def test_run_if_says_whether_a_failure_stops_what_is_behind_it(run_if, result, expected):
    """One of two has succeeded."""
    tasks = [task("a"), task("b"), task("c", "a", "b", run_if=run_if)]

    assert shown(steps(tasks, seen("a", "SUCCESS") | seen("b", result))) == [expected]


def test_a_task_that_failed_is_tried_again_after_its_pause():
    """What waits for it waits on, and is left out when the last try has failed."""
    tasks = [task("a", max_retries=1, min_retry_interval_millis=500), task("b", "a")]

    assert steps(tasks, seen("a", "FAILED", ended_ms=1000)) == [Start(tasks[0], 1, 1500)]
    assert isinstance(steps(tasks, seen("a", "FAILED", number=1))[0], Skip)


@pytest.mark.parametrize(("retry_on_timeout", "count"), [(None, 0), (True, 1)])
def test_a_task_whose_time_was_over_is_tried_again_only_where_that_is_wanted(retry_on_timeout, count):
    """As on Databricks."""
    assert (
        len(steps([task("a", max_retries=-1, retry_on_timeout=retry_on_timeout)], seen("a", "TIMEDOUT")))
        == count
    )


def test_a_cancelled_task_is_not_tried_again():
    """Whatever its retries."""
    assert steps([task("a", max_retries=5)], seen("a", "CANCELED")) == []


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ([task("a"), task("a")], r"tasks\[1\].task_key: 'a' is there twice"),
        ([task("a", "b")], r"tasks\[0\].depends_on: there is no task 'b'"),
        (
            [task("a", "c"), task("b", "a"), task("c", "b"), task("d")],
            r"\['a', 'b', 'c'\] wait for one another",
        ),
    ],
)
def test_tasks_that_do_not_fit_together_are_refused_by_name(tasks, words):
    """Before anything runs."""
    with pytest.raises(ApiError, match=words):
        check_graph(tasks)
