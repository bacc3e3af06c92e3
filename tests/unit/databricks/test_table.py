"""The table of mounts, and the tables of the warehouse."""

from __future__ import annotations

from corkboard_databricks.dbfs.sources import Source
from corkboard_databricks.dbfs.table import Mount, Table
from corkboard_databricks.tables import delta_folders

PINS = Mount("/mnt/pins", Source("s3n", "bucket", "topics/", "KEY", "a/b+c"))


def test_mounts_last_and_nobody_else_reads_their_keys(tmp_path):
    """The file is this person's alone."""
    table = Table(tmp_path)
    table.write([PINS])

    assert Table(tmp_path).read() == {"/mnt/pins": PINS}
    assert table.file.stat().st_mode & 0o077 == 0


def test_without_a_file_there_are_no_mounts(tmp_path):
    """As in a new stack."""
    assert Table(tmp_path).read() == {}


def test_a_mount_has_what_lies_below_it_and_nothing_beside_it():
    """A longer name is another folder."""
    assert PINS.has("/mnt/pins")
    assert PINS.has("/mnt/pins/a")
    assert not PINS.has("/mnt/pins2")


def test_a_folder_with_a_delta_log_is_a_table(tmp_path):
    """One without commits is none yet, nor is one whose name SQL would not take."""
    for name in ("pins", "being_made", "other.db", "plain"):
        (tmp_path / name).mkdir()
    for name in ("pins", "other.db"):
        (tmp_path / name / "_delta_log").mkdir()
        (tmp_path / name / "_delta_log" / "00000000000000000000.json").touch()
    (tmp_path / "being_made" / "_delta_log").mkdir()

    assert delta_folders(tmp_path) == {"pins"}
    assert delta_folders(tmp_path / "absent") == set()
