"""Where a notebook that another one names lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from corkboard.errors import UsageError
from corkboard.workspace import root_of
from corkboard_databricks.notebook.paths import resolve


@pytest.fixture
def tree(tmp_path):
    """A project: ``setup.py``, ``utils/keys.ipynb``, ``stream/read_data.ipynb``, ``a/same.py``, ``b/same.py``."""
    for name in ("setup.py", "utils/keys.ipynb", "stream/read_data.ipynb", "a/same.py", "b/same.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("./read_data", "stream/read_data.ipynb"),
        ("../setup", "setup.py"),
        ('"./read_data"', "stream/read_data.ipynb"),
        ("/Users/me@site/project/utils/keys", "utils/keys.ipynb"),
        ("/Workspace/Repos/me/project/setup.py", "setup.py"),
        ("/Users/me@site/Stream Processing/Read Data", "stream/read_data.ipynb"),
        ("./Read Data", "stream/read_data.ipynb"),
        ("/Users/me@site/keys", "utils/keys.ipynb"),
    ],
)
def test_a_notebook_is_found_as_in_a_workspace(tree, name, found):
    """Relative to the one that asks, below the root with fewer and fewer folders, by its name alone."""
    assert resolve(name, folder=tree / "stream", root=tree) == tree / found


@pytest.mark.parametrize(
    ("name", "words"), [("./nothing", "no notebook './nothing'"), ("/x/same", "2 have that name")]
)
def test_a_notebook_that_is_not_there_or_not_alone_is_an_error(tree, name, words):
    """It is never guessed."""
    with pytest.raises(UsageError, match=words):
        resolve(name, folder=tree / "stream", root=tree)


def test_paths_begin_at_the_git_repository_or_else_at_the_notebooks_folder(tree):
    """So that notebooks of a clone find one another."""
    alone = root_of(tree / "stream" / "read_data.ipynb")
    (tree / ".git").mkdir()

    assert (alone, root_of(tree / "stream" / "read_data.ipynb")) == (tree / "stream", tree)


def test_the_whole_disk_may_be_the_root(run):
    """Then notebooks find each other wherever they lie; the folder has no name."""
    assert run("print('one')", root=Path("/")).outcome == "succeeded"
