"""Requests into values: each refusal names the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import asdict

from corkboard_databricks.jobs.errors import INVALID, MALFORMED, ApiError
from corkboard_databricks.jobs.plan import check_graph
from corkboard_databricks.jobs.specs import MOST_TASKS, TaskSpec, Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard_databricks.jobs.requests import Content

Shape = TypeVar("Shape")
ONLY = "main"  # the key of the one task of the older form
KINDS = ("notebook_task", "spark_python_task")


def document(body: bytes) -> dict[str, Any]:
    """Return the JSON object that a body holds; an empty one is an empty object.

    Raises:
        ApiError: It is no JSON, or no object.
    """
    try:
        found = msgspec.json.decode(body) if body.strip() else {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError(MALFORMED, f"the body is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise ApiError(MALFORMED, "the body must be a JSON object")
    return found


def query(pairs: Mapping[str, str]) -> dict[str, Any]:
    """Return the members of a query; those without a value count as absent."""
    return {name: value for name, value in pairs.items() if value}


def shaped(members: Mapping[str, Any], shape: type[Shape]) -> Shape:
    """Return members as a value of a shape; a number may come as text, in JSON too.

    Args:
        members: As they came; those that are null count as absent.
        shape: A struct of msgspec's.

    Raises:
        ApiError: Names the member, what it is, and what it should be.
    """
    for key in members:
        _refuse_kind(key, key)
    given = {name: value for name, value in members.items() if value is not None}
    try:
        return msgspec.convert(given, shape, strict=False)
    except (msgspec.ValidationError, RecursionError) as error:
        words, _, where = str(error).partition(" - at `$")
        field = where.rstrip("`").lstrip(".")
        raise ApiError(INVALID, f"{field}: {words}" if field else words) from error


def tasks_of(content: Content, members: Mapping[str, Any]) -> list[TaskSpec]:
    """Return the tasks of a run or a job.

    Args:
        content: What was asked.
        members: The same as it came, for the kinds of tasks that are not run here.

    Raises:
        ApiError: There is none, one is of a kind that is not run here, or they do not fit together.
    """
    for place, task in enumerate(members.get("tasks") or ()):
        for key in task:
            _refuse_kind(key, f"tasks[{place}].{key}")
    tasks = content.tasks
    if tasks is None:
        work = {name: value for name, value in asdict(content).items() if name in Work.__struct_fields__}
        tasks = [TaskSpec(task_key=ONLY, **work)]
    if not 0 < len(tasks) <= MOST_TASKS:
        raise ApiError(INVALID, f"tasks: there must be 1 to {MOST_TASKS}, and there are {len(tasks)}")
    for place, task in enumerate(tasks):
        where = f"tasks[{place}]" if content.tasks else "the request"
        if sum(getattr(task, kind) is not None for kind in KINDS) != 1:
            raise ApiError(INVALID, f"{where}: exactly one of {' and '.join(KINDS)} must be given")
        _check_path(task, where)
    check_graph(tasks)
    return tasks


def _check_path(task: TaskSpec, where: str) -> None:
    notebook = task.notebook_task
    if notebook and notebook.source != "GIT" and not notebook.notebook_path.startswith("/"):
        raise ApiError(
            INVALID,
            f"{where}.notebook_task.notebook_path: {notebook.notebook_path!r} is relative; "
            "only absolute paths are supported, they begin with '/'",
        )


def _refuse_kind(key: str, where: str) -> None:
    if isinstance(key, str) and key.endswith("_task") and key not in KINDS:
        raise ApiError(INVALID, f"{where}: this kind of task is not run here, only {' and '.join(KINDS)}")
