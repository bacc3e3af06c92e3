"""The table of mounts, and the tables of the warehouse."""

from __future__ import annotations

import os

from corkboard_databricks.dbfs.sources import Source
from corkboard_databricks.dbfs.table import Mount, Table
from corkboard_databricks.tables import orphans

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


SPARK = '{"commitInfo": {"operation": "%s", "engineInfo": "Apache-Spark/4.2.0 Delta-Lake/4.4.0"}}'
OTHER = '{"commitInfo": {"operation": "CREATE TABLE", "engineInfo": "delta-rs:1"}}'


def _table(warehouse, name, *commits):
    log = warehouse / name / "_delta_log"
    log.mkdir(parents=True)
    for number, commit in enumerate(commits):
        (log / f"{number:020d}.json").write_text(commit + "\n")
        os.utime(log / f"{number:020d}.json", (1000, 1000))


def test_what_other_programs_wrote_into_the_warehouse_is_an_orphan(tmp_path):
    """One without commits is no table yet, and one whose name SQL would not take is none for it."""
    _table(tmp_path, "pins", SPARK % "WRITE")
    _table(tmp_path, "pins_stream", OTHER)
    _table(tmp_path, "known", OTHER)
    _table(tmp_path, "other.db", OTHER)
    _table(tmp_path, "being_made")

    assert orphans(tmp_path, {"known"}, 1001) == {"pins", "pins_stream"}
    assert orphans(tmp_path / "absent", set(), 1001) == set()


def test_a_table_that_its_writer_is_about_to_register_is_left_to_it(tmp_path):
    """Else the writer would find it there and fail; what it has forgotten after a while is taken."""
    _table(tmp_path, "saved", SPARK % "CREATE TABLE AS SELECT", SPARK % "WRITE")

    assert orphans(tmp_path, set(), 1030) == set()
    assert orphans(tmp_path, set(), 1100) == {"saved"}
