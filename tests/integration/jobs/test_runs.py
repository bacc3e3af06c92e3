"""Runs on the real cluster, as Databricks' own client submits them."""

from __future__ import annotations

import time

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError, PermissionDenied, ResourceDoesNotExist
from databricks.sdk.service.jobs import NotebookTask, SubmitTask, Task, TaskDependency

HANG = "with open('/dbfs/{mark}', 'w') as file:\n    file.write('begun')\nimport time\ntime.sleep(600)"


def test_a_notebook_runs_on_the_cluster_and_its_page_shows_what_it_showed(api):
    """Its parameters are widgets, its exit value is its output, and its page opens without a token."""
    waiting = api.submit(
        "display(spark.range(3).withColumnRenamed('id', 'shown_column'))",
        "dbutils.notebook.exit(dbutils.widgets.get('word') + str(spark.range(7).count()))",
        parameters={"word": "seven is "},
    )

    run = waiting.result()

    page = requests.get(run.run_page_url, timeout=30)
    place = page.text.partition('<iframe title="only" src="')[2].partition('"')[0]
    inner = requests.get(f"{api.settings.databricks.url}/runs/{place}", timeout=30)
    assert run.state.result_state.value == "SUCCESS"
    assert api.output(run).notebook_output.result == "seven is 7"
    assert (page.status_code, inner.status_code) == (200, 200)
    assert "shown_column" in inner.text
    assert requests.get(run.run_page_url.partition("?")[0], timeout=30).status_code == 404


def test_a_run_that_ends_leaves_the_jobs_of_another_alone(api, mark):
    """Both are on one cluster; the second's job is under way when the first has ended."""
    slow = api.submit(
        f"def wait(_):\n    import time\n    open({str(api.settings.dbfs_dir / mark)!r}, 'w').write('begun')\n"
        "    time.sleep(8)\nspark.range(0, 1, 1, 1).rdd.foreach(wait)"
    )
    api.running(slow.run_id, mark)

    quick = api.submit("spark.range(7).count()").result()
    was_under_way = api.client.jobs.get_run(slow.run_id).state.life_cycle_state.value == "RUNNING"
    ended = api.ended(slow.run_id)

    assert was_under_way
    assert quick.state.result_state.value == "SUCCESS"
    assert ended.state.result_state.value == "SUCCESS", ended.state.state_message


def test_a_cell_that_fails_leaves_its_traceback_and_its_retry_succeeds(api, mark):
    """The first try is another run of the task than the second."""
    cell = (
        f"import os\nif not os.path.exists('/dbfs/{mark}'):\n    open('/dbfs/{mark}', 'w').close()\n    1 / 0"
    )
    task = SubmitTask(task_key="only", notebook_task=api.notebook(cell), max_retries=1)
    run = api.client.jobs.submit(tasks=[task]).result()
    failed = api.ended(api.submit("spark.sql('select * from absent_table')").run_id)

    output = api.output(failed)
    assert (run.state.result_state.value, run.tasks[0].attempt_number) == ("SUCCESS", 1)
    assert (failed.state.life_cycle_state.value, failed.state.result_state.value) == ("TERMINATED", "FAILED")
    assert "TABLE_OR_VIEW_NOT_FOUND" in output.error
    assert "select * from absent_table" in output.error_trace


def test_tasks_wait_for_one_another_and_what_depends_on_a_failure_is_left_out(api):
    """A Python file with arguments goes before a notebook; its output is what it printed."""
    script = api.script("import sys\nprint('told', sys.argv[1:])\nsys.exit(0)\n", "one", "two")
    after = [TaskDependency(task_key="script")]
    run = api.client.jobs.submit(
        tasks=[
            SubmitTask(
                task_key="last", notebook_task=api.notebook("1"), depends_on=[TaskDependency(task_key="bad")]
            ),
            SubmitTask(task_key="bad", notebook_task=api.notebook("1 / 0"), depends_on=after),
            SubmitTask(
                task_key="good", notebook_task=api.notebook("spark.range(1).count()"), depends_on=after
            ),
            SubmitTask(task_key="script", spark_python_task=script),
        ]
    )

    ended = api.ended(run.run_id)

    results = {task.task_key: task.state.result_state.value for task in ended.tasks}
    assert results == {"script": "SUCCESS", "good": "SUCCESS", "bad": "FAILED", "last": "UPSTREAM_FAILED"}
    assert "told ['one', 'two']" in api.output(ended, "script").logs
    assert "Task bad failed" in ended.state.state_message


def test_a_run_is_cancelled_and_another_ends_when_its_time_is_over(api, mark):
    """Both in the middle of a cell."""
    cancelled = api.submit(HANG.format(mark=mark))
    late = api.submit("import time\ntime.sleep(600)", timeout_seconds=4)
    api.running(cancelled.run_id, mark)
    api.client.jobs.cancel_run(cancelled.run_id)

    states = [api.ended(one.run_id).state for one in (cancelled, late)]

    assert [one.result_state.value for one in states] == ["CANCELED", "TIMEDOUT"]
    assert [one.life_cycle_state.value for one in states] == ["TERMINATED"] * 2
    assert "4 s" in states[1].state_message


def test_streams_that_are_left_read_what_there_is(api):
    """The run ends when they have nothing more to read."""
    run = api.submit(
        "spark.range(5).write.mode('overwrite').format('delta').save('/tests/source')",
        "query = (spark.readStream.format('delta').load('/tests/source').writeStream"
        f".option('checkpointLocation', '/tests/c{time.time_ns()}').toTable('streamed_by_a_run'))",
    ).result()
    read = api.submit("dbutils.notebook.exit(str(spark.table('streamed_by_a_run').count()))").result()

    assert run.state.result_state.value == "SUCCESS"
    assert api.output(read).notebook_output.result == "5"


def test_a_job_is_made_run_changed_listed_and_removed(api):
    """Its run's parameters go before the job's own."""
    jobs = api.client.jobs
    cell = "dbutils.notebook.exit(dbutils.widgets.get('day') + dbutils.widgets.get('run'))"
    parameters = {"day": "job's", "run": " {{job.run_id}}"}
    made = jobs.create(
        name="daily", tasks=[Task(task_key="only", notebook_task=api.notebook(cell, parameters=parameters))]
    )
    run = jobs.run_now(made.job_id, notebook_params={"day": "run's"}).result()
    jobs.update(made.job_id, fields_to_remove=["name"])
    listed = {job.job_id: job.settings.name for job in jobs.list()}
    jobs.delete(made.job_id)

    assert api.output(run).notebook_output.result == f"run's {run.run_id}"
    assert (run.job_id, run.number_in_job) == (made.job_id, 1)
    assert listed[made.job_id] == "Untitled"
    assert made.job_id not in [job.job_id for job in jobs.list()]
    assert run.run_id in [one.run_id for one in jobs.list_runs()]
    with pytest.raises(ResourceDoesNotExist):
        jobs.get(made.job_id)


def test_a_token_for_one_run_is_not_run_twice(api):
    """Whoever submits again is told the same run."""
    token = f"token-{time.time_ns()}"
    first, second = (api.submit("1", idempotency_token=token) for _ in range(2))
    api.ended(first.run_id)

    assert first.run_id == second.run_id


def test_a_notebook_is_found_by_its_name_and_what_is_missing_is_named(api):
    """Whoever's home it is in."""
    api.notebook("1")
    task = NotebookTask(notebook_path="/Repos/you@example.com/some-repo/elsewhere/configuration")
    run = api.client.jobs.submit(tasks=[SubmitTask(task_key="only", notebook_task=task)])
    api.client.jobs.cancel_run(run.run_id)
    absent = SubmitTask(task_key="only", notebook_task=NotebookTask(notebook_path="/Users/me@example.com/no"))

    with pytest.raises(
        DatabricksError, match=r"'/Users/me@example.com/no'.*does not exist.*/corkboard/batch"
    ):
        api.client.jobs.submit(tasks=[absent])


def test_without_the_right_token_nothing_is_told(api):
    """Missing is 401, wrong is 403."""
    stranger = WorkspaceClient(host=api.settings.databricks.url, token="another", auth_type="pat")
    answer = requests.get(f"{api.settings.databricks.url}/api/2.1/jobs/list", timeout=30)

    assert (answer.status_code, answer.json()["error_code"]) == (401, "UNAUTHENTICATED")
    with pytest.raises(PermissionDenied):
        next(iter(stranger.jobs.list()))
