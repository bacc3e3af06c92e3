"""Requests into values: what is wrong is named."""

from __future__ import annotations

import pytest

from corkboard_databricks.jobs import requests as ask
from corkboard_databricks.jobs.errors import ApiError
from corkboard_databricks.jobs.reading import document, query, shaped, tasks_of

NOTEBOOK = {"notebook_task": {"notebook_path": "/x"}}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, "exactly one of notebook_task and spark_python_task"),
        ({"tasks": []}, "there must be 1 to 100"),
        ({"tasks": [{"task_key": "a b", **NOTEBOOK}]}, r"tasks\[0\].task_key: Expected `str` matching"),
        ({"tasks": [{"task_key": "a"}]}, r"tasks\[0\]: exactly one of"),
        (
            {"tasks": [{"task_key": "a", "sql_task": {}}]},
            r"tasks\[0\].sql_task: this kind of task is not run here",
        ),
        ({"spark_jar_task": {}}, "spark_jar_task: this kind of task is not run here"),
        ({"notebook_task": {"notebook_path": 7}}, "notebook_task.notebook_path: Expected `str`, got `int`"),
        ({"notebook_task": {"notebook_path": "x"}}, "'x' is relative; only absolute paths"),
        ({**NOTEBOOK, "timeout_seconds": -1}, "timeout_seconds: Expected `int` >= 0"),
        ({**NOTEBOOK, "idempotency_token": "x" * 65}, "idempotency_token: Expected `str` of length <= 64"),
        ({"tasks": "x"}, "tasks: Expected `array"),
        ({"tasks": ["x"]}, r"tasks\[0\]: Expected `object"),
    ],
)
def test_a_wrong_member_is_named_with_what_is_wrong(members, words):
    """And nothing is begun."""
    with pytest.raises(ApiError, match=words):
        tasks_of(shaped(members, ask.Submit), members)


def test_the_older_form_is_a_run_of_one_task():
    """With its own timeout and retries; null counts as absent, and what is unknown is let pass."""
    members = {**NOTEBOOK, "max_retries": 2, "run_name": None, "libraries": [{"pypi": {}}], "new_cluster": {}}

    (task,) = tasks_of(shaped(members, ask.Submit), members)

    assert (task.task_key, task.max_retries, task.notebook_task.notebook_path) == ("main", 2, "/x")


def test_a_number_may_come_as_text():
    """As people copy it from an address: Databricks takes both, also in JSON."""
    assert shaped(document(b'{"job_id": "448661580670850"}'), ask.RunNow).job_id == 448661580670850


def test_a_relative_path_is_taken_from_a_git_repository():
    """Where it begins at the top."""
    members = {"notebook_task": {"notebook_path": "x", "source": "GIT"}}

    assert tasks_of(shaped(members, ask.Submit), members)[0].notebook_task.notebook_path == "x"


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b'"x"', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(body):
    """Whatever it is."""
    with pytest.raises(ApiError) as refused:
        document(body)

    assert refused.value.code == "MALFORMED_REQUEST"


def test_a_query_is_read_as_numbers_and_truths():
    """Empty members are absent."""
    wanted = shaped(query({"job_id": "7", "active_only": "true", "page_token": ""}), ask.ListRuns)

    assert (wanted.job_id, wanted.active_only, wanted.page_token) == (7, True, None)


@pytest.mark.parametrize("number", ["x", "", "9" * 30, "-1", "1.5", "0"])
def test_a_number_that_no_run_can_have_is_refused(number):
    """Not looked for."""
    with pytest.raises(ApiError):
        shaped(query({"run_id": number}), ask.OneRun)
