"""The DAG folder on a real disk."""

from __future__ import annotations

import pytest

from corkboard_airflow.folder import Folder


@pytest.fixture
def folder(tmp_path):
    """An empty one."""
    (tmp_path / "dags").mkdir()
    return Folder(tmp_path / "dags", tmp_path / "taken.json")


def test_a_file_in_a_folder_is_written_listed_and_removed_with_its_folder(folder, tmp_path):
    """Nothing of it stays, also not what Python left beside it."""
    folder.write("a/b/dag.py", b"x = 1\n")
    cache = tmp_path / "dags" / "a" / "b" / "__pycache__"
    cache.mkdir()
    (cache / "dag.pyc").write_bytes(b"")

    assert folder.present() == {"a/b/dag.py"}
    folder.remove("a/b/dag.py")
    assert list((tmp_path / "dags").iterdir()) == []


def test_a_neighbour_stays(folder):
    """Only what is empty goes."""
    folder.write("a/one.py", b"")
    folder.write("a/two.py", b"")

    folder.remove("a/one.py")

    assert folder.present() == {"a/two.py"}


@pytest.mark.parametrize("record", [None, b"", b"{", b"\xff"])
def test_a_record_that_is_lost_or_damaged_is_an_empty_one(folder, tmp_path, record):
    """Everything is fetched again then."""
    if record is not None:
        (tmp_path / "taken.json").write_bytes(record)

    assert folder.taken() == {}


def test_versions_are_kept(folder):
    """Over a restart."""
    folder.remember({"dag.py": '"1"'})

    assert folder.taken() == {"dag.py": '"1"'}
