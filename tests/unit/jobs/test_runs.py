"""Runs over HTTP, with workers that have no Spark."""

from __future__ import annotations


def notebook(path, **parameters):
    return {"notebook_path": path, "base_parameters": parameters}


def test_a_notebook_is_run_and_its_exit_value_is_its_output(api):
    """With the parameters as values of widgets."""
    path = api.write("hello.py", "dbutils.notebook.exit('hello ' + dbutils.widgets.get('who'))")

    run = api.run(run_name="greeting", notebook_task=notebook(f"/Users/me@example.com{path}", who="you"))

    assert run["state"]["result_state"] == "SUCCESS", run["state"]
    assert (run["run_name"], [task["task_key"] for task in run["tasks"]]) == ("greeting", ["main"])
    output = api.get("jobs/runs/get-output", run_id=run["tasks"][0]["run_id"])
    assert output["notebook_output"] == {"result": "hello you", "truncated": False}


def test_a_cell_that_fails_fails_the_run_with_its_traceback(api):
    """In the task's output."""
    path = api.write("bad.py", "print('before')", "1 / 0")

    run = api.run(notebook_task=notebook(path))

    output = api.get("jobs/runs/get-output", run_id=run["tasks"][0]["run_id"])
    assert (run["state"]["life_cycle_state"], run["state"]["result_state"]) == ("TERMINATED", "FAILED")
    assert "ZeroDivisionError" in run["state"]["state_message"]
    assert output["error"] == "ZeroDivisionError: division by zero"
    assert "1 / 0" in output["error_trace"]
