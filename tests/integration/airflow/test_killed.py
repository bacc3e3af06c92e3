"""Airflow's scheduler is killed in the middle of a run."""

from __future__ import annotations

from corkboard.airflow import runs
from corkboard.stack import probes, processes

NOTE = "airflow-scheduler.pid.json"


def test_a_run_is_found_again_after_its_scheduler_was_killed(mwaa, settings):
    """The supervisor starts another one, which ends the run under its old name."""
    name = runs.trigger(settings, "long")
    mwaa.wait(
        lambda: runs.look(settings, "long", name).tasks == {"waits": "running"}, "the task does not begin"
    )
    killed = processes.noted(settings.state_dir / "conf" / NOTE)

    killed.kill()
    killed.wait(20)
    mwaa.wait(lambda: processes.noted(settings.state_dir / "conf" / NOTE), "no scheduler comes back")
    mwaa.waited_for.touch()

    run = runs.wait(settings, "long", name, timeout_s=500, report=lambda _: None)
    assert run.tasks == {"waits": "success"}
    assert probes.airflow_job(settings, "SchedulerJob") == ""
    assert mwaa.run("triggered").state == "success"
