"""Turns, references, parameters, pages of lists, forms, uploads: each by itself."""

from __future__ import annotations

import base64
import threading

import pytest

from corkboard_databricks.jobs import multipart, uploads
from corkboard_databricks.jobs.base64_text import decoded
from corkboard_databricks.jobs.errors import ApiError
from corkboard_databricks.jobs.paging import page
from corkboard_databricks.jobs.parameters import prepared
from corkboard_databricks.jobs.specs import NotebookTask, PythonTask, RunSpec, TaskSpec
from corkboard_databricks.jobs.states import Attempt
from corkboard_databricks.jobs.store import Run
from corkboard_databricks.jobs.turns import Turns

FORM = (
    b'--b\r\nContent-Disposition: form-data; name="path"\r\n\r\n/x\r\n'
    b'--b\r\nContent-Disposition: form-data; name="content"; filename="content"\r\n\r\n\x00\r\n--c\r\n--b--\r\n'
)


def run_of(task, **overriding):
    return Run(7, 5, 1, "daily", "JOB_RUN", None, RunSpec([task], 0, {"day": "monday"}, overriding), 0)


def test_turns_are_had_in_the_order_of_coming():
    """And a place that was given back is had by the next."""
    turns, had, never = Turns(1), [], threading.Event()
    assert turns.take(never)
    threads = []
    for number in range(5):
        before = len(turns._waiting)
        threads.append(
            threading.Thread(target=lambda n=number: (turns.take(never), had.append(n), turns.leave()))
        )
        threads[-1].start()
        while len(turns._waiting) == before:
            pass
    assert not turns.is_free()

    turns.leave()

    for thread in threads:
        thread.join(10)
    assert had == [0, 1, 2, 3, 4]


def test_who_gives_up_waiting_has_no_turn():
    """And keeps nobody else from one."""
    turns, given_up = Turns(1), threading.Event()
    turns.take(given_up)
    given_up.set()

    assert not turns.take(given_up)
    turns.leave()
    assert turns.is_free()


def test_the_runs_parameters_go_before_the_jobs_and_those_before_the_tasks():
    """References are filled in; unknown ones stay."""
    base = {
        "day": "sunday",
        "own": True,
        "run": "{{ job.run_id }}/{{task.name}}",
        "x": "{{what.ever}}",
        "none": None,
    }
    task = TaskSpec(task_key="a", notebook_task=NotebookTask("/x", base))

    _, widgets = prepared(task, run_of(task, notebook_params={"own": 3}), Attempt(9, 7, "a"))

    assert widgets == {"day": "monday", "own": "3", "run": "7/a", "x": "{{what.ever}}", "none": ""}


def test_the_runs_arguments_stand_in_the_place_of_the_tasks():
    """For a Python file."""
    task = TaskSpec(task_key="a", spark_python_task=PythonTask("/x.py", ["{{run_id}}", 2]))

    own, _ = prepared(task, run_of(task), Attempt(9, 7, "a"))
    over, _ = prepared(task, run_of(task, python_params=["z"]), Attempt(9, 7, "a"))

    assert own.spark_python_task.parameters == ["9", "2"]
    assert over.spark_python_task.parameters == ["z"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((2, 0, None), ([0, 1], {"has_more": True, "next_page_token": "2"})),
        ((2, 0, "2"), ([2, 3], {"has_more": True, "next_page_token": "4", "prev_page_token": "0"})),
        ((2, 4, None), ([4], {"has_more": False, "prev_page_token": "2"})),
        ((0, 0, None), ([0, 1, 2, 3, 4], {"has_more": False})),
        ((2, 90, None), ([], {"has_more": False, "prev_page_token": "88"})),
    ],
)
def test_a_list_is_told_page_by_page(arguments, expected):
    """Each says where the next one begins."""
    items, more = page(range(5), *arguments)

    assert (list(items), more) == expected


@pytest.mark.parametrize("token", ["x", "-1", "1" * 30, "٣"])
def test_a_token_of_somebody_else_is_refused(token):
    """By name."""
    with pytest.raises(ApiError, match="page_token"):
        page([1], 1, 0, token)


def test_a_form_gives_its_fields_and_its_files_to_the_byte():
    """Also where they hold something like a boundary."""
    found = multipart.members(FORM, 'multipart/form-data; boundary="b"')

    assert found == {"path": "/x", "content": base64.b64encode(b"\x00\r\n--c").decode()}


@pytest.mark.parametrize(
    ("body", "kind"),
    [(FORM, "multipart/form-data"), (b"--b\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b")],
)
def test_what_is_no_form_is_refused(body, kind):
    """Without a boundary, or with a part that has no name."""
    with pytest.raises(ApiError, match=r"boundary|no name"):
        multipart.members(body, kind)


@pytest.mark.parametrize("text", ["a", "ä", "a b=", "===="])
def test_what_is_no_base64_names_its_member(text):
    """Nothing is guessed."""
    with pytest.raises(ApiError, match="data: it is not encoded in base64"):
        decoded(text, "data")


def test_an_upload_is_known_until_it_is_closed(tmp_path):
    """And the oldest is given up when there are too many."""
    known = uploads.Uploads()
    first, second = known.begin(tmp_path / "a"), known.begin(tmp_path / "b")
    known.end(second)
    for _ in range(uploads.MOST):
        known.begin(tmp_path)

    for handle in (first, second, 1):
        with pytest.raises(ApiError, match=f"No stream with handle {handle}"):
            known.file(handle)
