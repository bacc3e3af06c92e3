"""Runs over HTTP, with workers that have no Spark."""

from __future__ import annotations

import pytest
import requests

AFTER = {"depends_on": [{"task_key": "hang"}], "run_if": "ALL_DONE"}


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


def test_a_second_task_waits_for_its_turn_and_says_so(serve):
    """When as many run as may."""
    api = serve(runs_at_once=1)
    path = api.write("hang.py", "import time\ntime.sleep(600)")
    first = api.post("jobs/runs/submit", notebook_task=notebook(path))["run_id"]
    api.wait(first, lambda run: run["state"]["life_cycle_state"] == "RUNNING")
    second = api.post("jobs/runs/submit", notebook_task=notebook(path))["run_id"]

    waiting = api.wait(second, lambda run: run["state"]["life_cycle_state"] == "QUEUED")
    api.post("jobs/runs/cancel-all")

    assert "1 run at once" in waiting["state"]["state_message"]
    assert [api.wait(one)["state"]["result_state"] for one in (first, second)] == ["CANCELED"] * 2


def test_a_run_waits_for_a_cluster_that_starts_again(api, cluster):
    """And goes on when it is there."""
    cluster.is_there = False
    run_id = api.post("jobs/runs/submit", notebook_task=notebook(api.write("one.py", "1")))["run_id"]
    waiting = api.wait(run_id, lambda run: "cluster" in run["state"]["state_message"])

    cluster.is_there = True

    assert waiting["state"]["life_cycle_state"] == "PENDING"
    assert api.wait(run_id)["state"]["result_state"] == "SUCCESS"


def test_a_cluster_that_stays_away_fails_the_run_with_the_reason(serve, cluster):
    """After as long as it may be waited for."""
    cluster.is_there = False
    api = serve(cluster_wait_s=0)

    run = api.run(notebook_task=notebook(api.write("one.py", "1")))

    assert run["state"]["life_cycle_state"] == "INTERNAL_ERROR"
    assert "the cluster is away" in run["state"]["state_message"]


def test_what_was_under_way_has_failed_and_what_waited_goes_on_in_the_next_process(serve):
    """The first one was stopped."""
    first = serve(runs_at_once=1)
    hang = first.write("hang.py", "import time\ntime.sleep(600)")
    hanging = first.post("jobs/runs/submit", notebook_task=notebook(hang))["run_id"]
    first.wait(hanging, lambda run: run["state"]["life_cycle_state"] == "RUNNING")
    tasks = [
        {"task_key": "hang", "notebook_task": notebook(hang), "timeout_seconds": 1},
        {"task_key": "quick", "notebook_task": notebook(first.write("quick.py", "1")), **AFTER},
    ]
    waiting = first.post("jobs/runs/submit", tasks=tasks)["run_id"]
    first.close()

    second = serve(runs_at_once=1)
    failed, done = second.wait(hanging), second.wait(waiting)

    assert failed["state"]["life_cycle_state"] == "INTERNAL_ERROR"
    assert "the Jobs API was stopped while this was under way" in failed["state"]["state_message"]
    assert done["tasks"][1]["state"]["result_state"] == "SUCCESS"


def test_a_python_file_has_its_arguments_and_what_it_prints_is_its_log(api):
    """``sys.exit(0)`` is a good end of it."""
    file = api.settings.dbfs_dir / "jobs" / "script.py"
    file.parent.mkdir(parents=True)
    file.write_text(
        "import sys\nif __name__ == '__main__':\n    print(sys.argv[1:], __file__)\n    sys.exit(0)\n"
    )

    task = {"python_file": "dbfs:/jobs/script.py", "parameters": ["a", "b c"]}
    run = api.run(tasks=[{"task_key": "file", "spark_python_task": task}])

    output = api.get("jobs/runs/get-output", run_id=run["run_id"])
    assert run["state"]["result_state"] == "SUCCESS", run["state"]
    assert output["logs"] == f"['a', 'b c'] {file}\n"


def test_the_second_question_of_airflow_is_answered_when_the_run_has_ended(api):
    """Not at once, and without another question."""
    path = api.write("short.py", "import time\ntime.sleep(2)")
    run_id = api.post("jobs/runs/submit", notebook_task=notebook(path))["run_id"]
    agent = "databricks-airflow/7.10.0 airflow/2.11.2"

    states = [
        api.ask("GET", "jobs/runs/get", {"run_id": run_id}, agent=agent)[1]["state"]["life_cycle_state"]
        for _ in range(2)
    ]

    assert states[0] != "TERMINATED"
    assert states[1] == "TERMINATED"


@pytest.mark.parametrize(
    ("call", "members", "status", "code", "words"),
    [
        ("GET jobs/runs/get", {"run_id": 99}, 400, "INVALID_PARAMETER_VALUE", "Run 99 does not exist."),
        ("GET jobs/runs/get", {}, 400, "INVALID_PARAMETER_VALUE", "missing required field `run_id`"),
        ("GET jobs/get", {"job_id": 99}, 400, "INVALID_PARAMETER_VALUE", "Job 99 does not exist."),
        (
            "POST jobs/runs/repair",
            {"run_id": 99},
            400,
            "INVALID_PARAMETER_VALUE",
            "Run 99 does not exist.",
        ),
        (
            "POST jobs/runs/delete",
            {"run_id": 99},
            400,
            "INVALID_PARAMETER_VALUE",
            "Run 99 does not exist.",
        ),
        ("POST jobs/run-now", {"job_id": 99}, 400, "INVALID_PARAMETER_VALUE", "Job 99 does not exist."),
        ("GET jobs/nothing", {}, 404, "ENDPOINT_NOT_FOUND", "No API found"),
        ("POST jobs/list", {}, 405, "METHOD_NOT_ALLOWED", "does not take POST"),
        ("GET workspace/list", {"path": "/no"}, 404, "RESOURCE_DOES_NOT_EXIST", "/no"),
        ("GET dbfs/read", {"path": "/no"}, 404, "RESOURCE_DOES_NOT_EXIST", "/no does not exist"),
        ("GET dbfs/list", {"path": "/../.."}, 400, "INVALID_PARAMETER_VALUE", "leads out of DBFS"),
        ("POST secrets/put", {"scope": "..", "key": "x"}, 400, "INVALID_PARAMETER_VALUE", "scope"),
        ("GET secrets/list", {"scope": "no"}, 404, "RESOURCE_DOES_NOT_EXIST", "Scope no does not exist"),
        ("POST workspace/delete", {"path": "/"}, 400, "BAD_REQUEST", "the whole workspace"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_databricks_form(api, call, members, status, code, words):
    """A code, and a message that names the field."""
    seen, answer = api.ask(*call.split(), members)

    assert (seen, answer["error_code"]) == (status, code)
    assert words in answer["message"]


def test_a_run_that_ended_is_refused_a_repair_and_can_be_forgotten(api):
    """One that goes on cannot; its token is not free again."""
    path = api.write("one.py", "1")
    run = api.run(notebook_task=notebook(path), idempotency_token="only once")
    number = run["run_id"]

    assert "are not repaired here" in api.ask("POST", "jobs/runs/repair", {"run_id": number})[1]["message"]
    api.post("jobs/runs/delete", run_id=number)
    again = api.ask(
        "POST", "jobs/runs/submit", {"notebook_task": notebook(path), "idempotency_token": "only once"}
    )
    assert api.ask("GET", "jobs/runs/get", {"run_id": number})[0] == 400
    assert "was deleted" in again[1]["message"]


@pytest.mark.parametrize(("token", "status"), [("", 401), ("wrong", 403), ("ünknown", 403)])
def test_without_the_token_nothing_is_told(api, token, status):
    """Nor done."""
    assert api.ask("GET", "jobs/list", token=token.encode())[0] == status


def test_a_page_needs_its_own_key(api):
    """That of another run does not open it."""
    first, second = (api.run(notebook_task=notebook(api.write("one.py", "print('shown')"))) for _ in range(2))
    key = second["run_page_url"].partition("?")[2]

    page = requests.get(first["run_page_url"], timeout=30)
    other = requests.get(f"{first['run_page_url'].partition('?')[0]}?{key}", timeout=30)

    assert (page.status_code, other.status_code) == (200, 404)
    assert "SUCCESS" in page.text
