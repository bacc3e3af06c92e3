"""What a notebook's command line is in its container."""

from __future__ import annotations

import pytest

from corkboard.stack.docker.paths import plan

OUT = "/outputs"


@pytest.fixture
def tree(tmp_path):
    """A repository with notebooks in folders, and a notebook outside of it."""
    for name in ("mine/.git/head", "mine/a.py", "mine/stream/b.ipynb", "other/c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_a_notebook_is_seen_with_its_repository(tree):
    """As natively: what it names with ``%run`` lies there too."""
    made = plan(["run", str(tree / "mine" / "stream" / "b.ipynb"), "--param", "day=1", "--shared"], OUT)

    assert made.words == ("run", "/Workspace/stream/b.ipynb", "--param", "day=1", "--shared")
    assert made.folders == {tree / "mine": "/Workspace"}
    assert made.outputs == {}


def test_outputs_are_carried_to_where_they_were_wanted(tree, monkeypatch):
    """Names are kept: whether it is one notebook or a folder of them is seen by the name."""
    monkeypatch.chdir(tree / "mine")
    made = plan(["run", "a.py", "--html=../pages/a.html", "--ipynb", "."], OUT)

    assert made.words == (
        "run",
        "/Workspace/a.py",
        "--html",
        f"{OUT}/html/a.html",
        "--ipynb",
        f"{OUT}/ipynb/mine",
    )
    assert {name: str(place) for name, place in made.outputs.items()} == {
        "html/a.html": "../pages/a.html",
        "ipynb/mine": ".",
    }


def test_notebooks_of_several_folders_are_each_seen(tree):
    """Each folder once; one within another is seen with it."""
    words = [str(tree / name) for name in ("other/c.py", "mine/a.py", "mine/stream/b.ipynb")]
    made = plan(["check", *words], OUT)

    assert made.words == ("check", "/Workspace/c.py", "/Workspace1/a.py", "/Workspace1/stream/b.ipynb")
    assert made.folders == {tree / "other": "/Workspace", tree / "mine": "/Workspace1"}


def test_the_root_of_a_workspace_holds_what_lies_in_it(tree):
    """A larger root than the repository is seen whole."""
    made = plan(["run", str(tree / "mine" / "a.py"), "--root", str(tree)], OUT)

    assert made.words == ("run", "/Workspace/mine/a.py", "--root", "/Workspace")
    assert made.folders == {tree: "/Workspace"}


@pytest.mark.parametrize(
    "words", [[], ["--help"], ["run"], ["run", "nowhere.py"], ["run", "--html"], ["run", "--root", "nowhere"]]
)
def test_what_is_wrong_is_left_to_the_program_to_say(words):
    """It has the sentences for it."""
    made = plan(words, OUT)

    assert list(made.words) == words
    assert made.folders == {}
