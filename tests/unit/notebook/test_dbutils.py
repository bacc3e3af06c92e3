"""``dbutils`` without its files."""

from __future__ import annotations

import pytest

from corkboard_databricks.notebook.dbutils.files import NotebookFiles
from corkboard_databricks.notebook.dbutils.rooms import DBUtils
from corkboard_databricks.notebook.dbutils.secrets import Secrets
from corkboard_databricks.notebook.dbutils.small import TaskValues
from corkboard_databricks.notebook.dbutils.widgets import InputWidgetNotDefined, Widgets


def test_a_widget_has_its_default_until_the_run_gives_a_value():
    """Whichever comes first."""
    widgets = Widgets({"day": "2026-11-21"})
    widgets.text("day", "never")
    widgets.dropdown("size", "small", ["small", "large"])

    assert (widgets.get("day"), widgets.get("size"), widgets.getArgument("no", "d")) == (
        "2026-11-21",
        "small",
        "d",
    )
    assert widgets.getAll() == {"day": "2026-11-21", "size": "small"}


def test_a_widget_that_is_not_there_is_databricks_error():
    """Notebooks catch it by its words."""
    widgets = Widgets({})
    widgets.text("a", "1")
    widgets.removeAll()

    with pytest.raises(InputWidgetNotDefined, match="No input widget named a is defined"):
        widgets.get("a")
    with pytest.raises(ValueError, match="not among its choices"):
        widgets.dropdown("size", "huge", ["small"])


def test_secrets_are_files_by_scope_and_key(tmp_path):
    """Each that is read is learned, so that it is not shown."""
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws" / "key").write_text("se/cr+et\n")
    learned = []
    secrets = Secrets(tmp_path, learned.append)

    assert secrets.get("aws", "key") == "se/cr+et"
    assert learned == ["se/cr+et"]
    assert secrets.getBytes("aws", "key") == b"se/cr+et"
    assert [scope.name for scope in secrets.listScopes()] == ["aws"]
    assert [one.key for one in secrets.list("aws")] == ["key"]


@pytest.mark.parametrize(
    ("scope", "key"), [("aws", "none"), ("none", "key"), ("..", "x"), ("aws", "../aws/key")]
)
def test_a_secret_that_is_not_there_is_an_error(tmp_path, scope, key):
    """And a path is no name."""
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws" / "key").write_text("x")

    with pytest.raises(ValueError, match="Secret does not exist"):
        Secrets(tmp_path, print).get(scope, key)


def test_values_of_tasks_are_kept_for_the_run():
    """Elsewhere there is the value for debugging."""
    values = TaskValues()
    values.set("rows", 3)

    assert (values.get("t", "rows"), values.get("t", "other", debugValue=4)) == (3, 4)
    with pytest.raises(ValueError, match="debugValue"):
        values.get("t", "other")


def test_help_names_rooms_and_their_methods():
    """The files' too, which are the cluster's."""
    shown = []
    files = NotebookFiles(TaskValues(), print)
    room = DBUtils(files, Widgets({}), None, None, None, None, None, shown.append)
    room.help()
    room.help("widgets")
    room.help("fs")
    room.widgets.help("getA")

    assert "fs: dbutils.help('fs')" in shown[0]
    assert "getArgument(name: 'str'" in shown[1]
    assert "set(key" in shown[2]
    assert [line.partition("(")[0] for line in shown[3].splitlines()] == ["getAll", "getArgument"]


def test_a_removal_is_told_before_it_happens():
    """Streams that stand there are stopped first."""

    class Files:
        def rm(self, path, recurse):
            order.append(("removed", path, recurse))

    order = []
    NotebookFiles(Files(), lambda path: order.append(("told", path))).rm("/mnt/x", recurse=True)

    assert order == [("told", "/mnt/x"), ("removed", "/mnt/x", True)]
