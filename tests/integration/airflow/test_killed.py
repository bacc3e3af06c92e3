"""Airflow's scheduler is killed in the middle of a run."""

from __future__ import annotations

import os

from corkboard.airflow import runs
from corkboard.stack import probes, processes

NOTE = "airflow-scheduler.pid.json"


def test_a_run_is_found_again_after_its_scheduler_was_killed(mwaa, settings):
    """The supervisor starts another one, which ends the run under its old name; idle workers are gone."""
    name = runs.trigger(settings, "long")
    mwaa.wait(
        lambda: runs.look(settings, "long", name).tasks == {"waits": "running"}, "the task does not begin"
    )
    killed = processes.noted(settings.state_dir / "conf" / NOTE)
    workers = [one for one in killed.children() if os.getpgid(one.pid) == killed.pid]

    killed.kill()
    killed.wait(20)
    mwaa.wait(lambda: processes.noted(settings.state_dir / "conf" / NOTE), "no scheduler comes back")
    left = [one for one in workers if one.is_running()]
    mwaa.waited_for.touch()

    run = runs.wait(settings, "long", name, timeout_s=500, report=lambda _: None)
    assert run.tasks == {"waits": "success"}
    assert len(workers) > 1
    assert len(left) == 1  # the task's own
    assert probes.airflow_job(settings, "SchedulerJob") == ""
    assert mwaa.run("triggered").state == "success"
