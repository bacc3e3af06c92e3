"""Paths of a workspace: whose home it is makes no difference."""

from __future__ import annotations

import pytest

from corkboard_databricks.jobs.errors import ApiError
from corkboard_databricks.jobs.workspace_paths import find, place_of


@pytest.fixture
def root(tmp_path):
    """A workspace."""
    for name in ("clean.py", "etl/load.ipynb", "etl/both.py", "etl/both.ipynb", "a/same.py", "b/same.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("/Users/me@example.com/etl/x", "etl/x"),
        ("/Workspace/Users/me@example.com/etl/x", "etl/x"),
        ("/Repos/me@example.com/repo/etl/x", "etl/x"),
        ("/Workspace/etl//./x", "etl/x"),
        ("/Shared/x", "Shared/x"),
        ("/Users/me@example.com", "."),
        ("/Users", "."),
        ("/", "."),
        ("/Usersx/y/z", "Usersx/y/z"),
    ],
)
def test_homes_and_repositories_are_left_out(path, below):
    """Other folders are kept."""
    assert str(place_of(path).below) == below


@pytest.mark.parametrize("path", ["x", "", "/a/../../x", "/a\0b"])
def test_what_leads_nowhere_or_out_is_refused(path):
    """With the path."""
    with pytest.raises(ApiError):
        place_of(path)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/clean", "clean.py"),
        ("/clean.py", "clean.py"),
        ("/clean.ipynb", "clean.py"),
        ("/Users/me@example.com/etl/load", "etl/load.ipynb"),
        ("/etl/both.py", "etl/both.py"),
        ("/Repos/me@example.com/repo/other/place/load", "etl/load.ipynb"),
        ("/a/same", "a/same.py"),
        ("/Users/me@example.com/My Project/LOAD", "etl/load.ipynb"),
    ],
)
def test_a_notebook_is_found_by_its_path_and_then_by_its_name(root, path, found):
    """With or without its suffix."""
    assert str(find(root, path).relative_to(root)) == found


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/absent", r"'/absent': it does not exist. The workspace has /a/same.py, /b/same.py, /clean.py"),
        ("/elsewhere/same", r"ambiguous: /a/same.py, /b/same.py"),
        ("/etl/both", r"'/etl/both' is ambiguous: /etl/both.ipynb, /etl/both.py"),
        ("/etl", r"'/etl': it does not exist"),
    ],
)
def test_what_is_missing_or_ambiguous_names_the_candidates(root, path, words):
    """All of them, or the first ones."""
    with pytest.raises(ApiError, match=words):
        find(root, path)
