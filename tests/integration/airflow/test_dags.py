"""DAGs from the bucket on the real Airflow: triggered, scheduled, broken, retried."""

from __future__ import annotations

import pytest

from corkboard.airflow import runs
from corkboard.errors import CorkboardError


def test_a_dag_runs_when_it_is_triggered(mwaa):
    """Its tasks find Airflow's own command and ours."""
    run = mwaa.run("triggered")

    assert run.tasks == {"first": "success", "second": "success"}
    log = f"/dags/triggered/dagRuns/{run.name}/taskInstances/first/logs/1"
    assert "/bin/corkboard" in str(mwaa.ask(log, full_content=True))


def test_a_dag_runs_by_its_schedule_once_for_the_day_that_is_over(mwaa):
    """``catchup=False``: one run, nobody triggered it."""
    found = mwaa.wait(
        lambda: [
            run for run in mwaa.ask("/dags/scheduled/dagRuns")["dag_runs"] if run["state"] in runs.ENDED
        ],
        "no scheduled run has ended",
    )

    assert [(run["run_type"], run["state"]) for run in found] == [("scheduled", "success")]


def test_a_task_that_fails_is_tried_again_and_its_run_succeeds(mwaa):
    """The second try is the last that is needed."""
    run = mwaa.run("retried")

    (task,) = mwaa.ask(f"/dags/retried/dagRuns/{run.name}/taskInstances")["task_instances"]
    assert (task["state"], task["try_number"]) == ("success", 2)


def test_a_run_whose_task_fails_for_good_has_failed_and_says_where(mwaa):
    """What comes behind it does not run."""
    with pytest.raises(
        CorkboardError, match=r"(?s)lost: failed .*fails failed.*upstream_failed.*/dags/lost/grid"
    ):
        mwaa.run("lost")


def test_a_dag_with_a_syntax_error_is_shown_and_the_others_run(mwaa):
    """With its file and Python's words."""
    errors = mwaa.wait(lambda: mwaa.ask("/importErrors")["import_errors"], "no import error")

    assert [error["filename"] for error in errors] == [str(mwaa.path("broken"))]
    assert "SyntaxError" in errors[0]["stack_trace"]
    assert mwaa.run("other").state == "success"
