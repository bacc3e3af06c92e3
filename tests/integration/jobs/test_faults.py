"""What fails under a run: its process, the Jobs API, the cluster."""

from __future__ import annotations

import psutil

BEGUN = "import os, time\nwith open('/dbfs/{mark}', 'w') as file:\n    file.write(str(os.getpid()))\n"
HANG = BEGUN + "time.sleep(600)"
ASK_SPARK = BEGUN + "while True:\n    spark.range(5).count()"


def _failed(run):
    assert (run.state.life_cycle_state.value, run.state.result_state.value) == ("INTERNAL_ERROR", "FAILED")
    return run.state.state_message


def test_a_run_whose_process_is_killed_says_so(api):
    """And no other run is harmed."""
    run = api.ended(api.submit("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)").run_id)

    assert "cell 1: its process was killed by SIGKILL" in _failed(run)


def test_a_run_under_way_when_the_jobs_api_is_killed_has_failed_when_it_is_back(api, mark):
    """Its process is gone; what had ended before is still known, and what waited still runs."""
    done = api.ended(api.submit("dbutils.notebook.exit('kept')").run_id)
    waiting = api.submit(HANG.format(mark=mark))
    worker = int(api.running(waiting.run_id, mark))
    process = api.process()
    process.kill()
    api.wait_back(process)

    failed = api.ended(waiting.run_id)

    assert "the Jobs API ended while this was under way" in _failed(failed)
    assert not psutil.pid_exists(worker)
    assert api.output(api.client.jobs.get_run(done.run_id)).notebook_output.result == "kept"


def test_a_run_whose_cluster_is_killed_fails_and_the_next_one_waits_for_another(api, mark):
    """The supervisor starts it."""
    waiting = api.submit(ASK_SPARK.format(mark=mark))
    api.running(waiting.run_id, mark)
    process = api.process("spark")
    process.kill()
    process.wait(30)
    after = api.submit("dbutils.notebook.exit(str(spark.range(3).count()))")

    failed, run = api.ended(waiting.run_id), api.ended(after.run_id)

    assert "cluster has ended" in _failed(failed)
    assert api.output(run).notebook_output.result == "3"


def test_reset_forgets_runs_and_leaves_the_workspace(api, corkboard, stack_home):
    """Numbers are not given twice."""
    before = api.ended(api.submit("1").run_id)
    corkboard("reset", home=stack_home)

    after = api.ended(api.submit("1").run_id)
    assert [one.run_id for one in api.client.jobs.list_runs()] == [after.run_id]
    assert after.run_id > before.run_id
    assert api.client.workspace.get_status("/Users/me@example.com/tests/notebook_1")
