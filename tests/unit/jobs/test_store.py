"""What lasts."""

from __future__ import annotations

import pytest

from corkboard_databricks.jobs.specs import NotebookTask, RunSpec, TaskSpec
from corkboard_databricks.jobs.states import Attempt, State
from corkboard_databricks.jobs.store import Run, Store

SPEC = RunSpec([TaskSpec(task_key="a", notebook_task=NotebookTask("/x", {"n": 1}))], 9, {"p": "q"})


@pytest.fixture
def store(tmp_path):
    """An empty one."""
    made = Store(tmp_path / "jobs" / "jobs.db")
    yield made
    made.close()


def kept(store, token=None):
    run = Run(store.new_number(), 5, 1, "name", "SUBMIT_RUN", token, SPEC, 1234)
    store.add_run(run)
    return run


def test_a_run_and_its_tries_are_the_same_in_the_next_process(store, tmp_path):
    """And nobody else may read the file."""
    run = kept(store)
    attempt = Attempt(store.new_number(), run.run_id, "a", 1, "RUNNING", pid=7, pid_started_at=1.5, value="x")
    store.keep(attempt)
    store.end_run(run.run_id, State("TERMINATED", "SUCCESS", "well"), 99)

    other = Store(tmp_path / "jobs" / "jobs.db")
    found = other.run(run.run_id)
    assert (found.spec, found.final, found.ended_ms) == (SPEC, State("TERMINATED", "SUCCESS", "well"), 99)
    assert other.attempts(run.run_id) == [attempt]
    assert other.new_number() > attempt.run_id
    assert (tmp_path / "jobs" / "jobs.db").stat().st_mode & 0o077 == 0
    other.close()


def test_a_token_is_remembered_when_its_run_is_forgotten(store):
    """So that it is not used for another one."""
    run = kept(store, "once")

    assert store.token("once") == (run.run_id, False)
    store.remove_run(run.run_id)
    assert (store.token("once"), store.run(run.run_id), store.token("never")) == (
        (run.run_id, True),
        None,
        None,
    )


def test_numbers_are_not_given_twice_also_when_all_was_forgotten(store):
    """Jobs and runs share them."""
    run = kept(store)
    store.add_job(store.new_number(), {"name": "x"}, 1)

    store.forget()

    assert (store.runs(), store.jobs()) == ([], [])
    assert store.new_number() > run.run_id + 1


def test_a_change_that_fails_in_its_middle_is_none(store):
    """All or nothing."""

    def failing():
        with store.whole():
            kept(store)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()

    assert store.runs() == []
