"""Removing folders."""

from __future__ import annotations

import os

import pytest

from corkboard.errors import CorkboardError, UsageError
from corkboard.folders import remove_at_once, remove_folder, require_writable


def test_a_folder_that_cannot_be_removed_is_named(tmp_path):
    """One that is not there is fine."""
    remove_folder(tmp_path / "absent")
    held = tmp_path / "ledger"
    held.symlink_to(tmp_path)  # what rmtree refuses, also for root

    with pytest.raises(CorkboardError, match="ledger was not removed") as caught:
        remove_folder(held)

    assert os.fspath(held) in caught.value.message


def test_a_folder_that_others_write_to_is_gone_at_once(tmp_path):
    """What was left of an earlier attempt goes with it; what is made anew stays."""
    for name in ("dbfs", "dbfs.going"):
        (tmp_path / name / "below").mkdir(parents=True)

    remove_at_once(tmp_path / "dbfs")
    remove_at_once(tmp_path / "absent")

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_refused_before_the_work(tmp_path):
    """Folders that are absent are made later; below a file nobody can make one."""
    (tmp_path / "file").touch()
    require_writable(tmp_path / "file", "--html")
    require_writable(tmp_path / "new" / "page.html", "--html")

    with pytest.raises(UsageError, match=r"--html .*file cannot be written to"):
        require_writable(tmp_path / "file" / "page.html", "--html")
