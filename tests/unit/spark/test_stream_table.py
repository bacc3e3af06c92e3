"""A Delta table that a stream is written into: each batch once, and few files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from corkboard.errors import UnavailableError
from corkboard.settings import load
from corkboard_spark.streaming.table import StreamTable
from corkboard_spark.streaming.upkeep import COMPACT_AT_FILES, Upkeep

SCHEMA = pa.schema([("ind", pa.int64()), ("name", pa.string()), ("spot", pa.list_(pa.float64()))])
APP = "stream/s/1/t"


@pytest.fixture
def table(tmp_path):
    """A table that is not there yet."""
    return StreamTable(load({"home": tmp_path}, environ={}), "t", SCHEMA, {"corkboard.duplicates": "drop"})


def rows(*names, first=0):
    """Return a row for each name, with keys from ``first`` on."""
    data = [range(first, first + len(names)), names, [[1.0, None]] * len(names)]
    return pa.table(
        [pa.array(list(column), field.type) for column, field in zip(data, SCHEMA, strict=True)],
        schema=SCHEMA,
    )


def content(table):
    """Return each key's name."""
    found = table.delta.to_pyarrow_table().to_pylist()
    assert len({row["ind"] for row in found}) == len(found)
    return {row["ind"]: row["name"] for row in found}


def test_a_batch_is_appended_once(table):
    """Also by another process, which knows of it from the table alone."""
    table.append(rows("a"), app=APP, version=0)
    table.append(rows("a"), app=APP, version=0)
    table.append(rows("b", first=1), app=APP, version=1)

    assert content(table) == {0: "a", 1: "b"}
    assert (table.has(APP, 1), table.has(APP, 2), table.has("another", 0)) == (True, False, False)


def test_a_merge_replaces_rows_of_its_keys_and_adds_the_others(table):
    """Once."""
    table.append(rows("a", "b"), app=APP, version=0)
    table.merge(rows("B", "c", first=1), app=APP, version=1)
    table.merge(rows("x", "x", first=1), app=APP, version=1)

    assert content(table) == {0: "a", 1: "B", 2: "c"}


def test_a_merge_that_changes_nothing_writes_nothing(table):
    """A source that draws with replacement sends the same rows again and again."""
    table.append(rows("a", None), app=APP, version=0)
    before = table.delta.version()
    table.merge(rows("a", None), app=APP, version=1)

    assert table.delta.version() == before


def test_null_and_no_null_differ(table):
    """In both directions."""
    table.append(rows("a", None), app=APP, version=0)
    table.merge(rows(None, "b"), app=APP, version=1)

    assert content(table) == {0: None, 1: "b"}


def test_the_table_remembers_how_it_was_made(table, tmp_path):
    """For the next run."""
    table.append(rows("a"), app=APP, version=0)
    again = StreamTable(load({"home": tmp_path}, environ={}), "t", SCHEMA, {})

    assert (again.exists, again.property("corkboard.duplicates")) == (True, "drop")


def test_small_files_become_few_and_nothing_else_changes(table):
    """Rows and recorded batches."""
    upkeep = Upkeep(table)
    for version in range(COMPACT_AT_FILES):
        table.append(rows(f"{version}", first=version), app=APP, version=version)
        upkeep.after_batch()

    assert table.files() == 1
    assert content(table) == {version: f"{version}" for version in range(COMPACT_AT_FILES)}
    assert table.has(APP, COMPACT_AT_FILES - 1)


def test_a_sweep_removes_what_no_recent_version_needs(table, monkeypatch):
    """Files and log entries alike; what a reader may still need stays for five minutes."""
    upkeep = Upkeep(table)
    for version in range(20):
        table.append(rows(f"{version}", first=version), app=APP, version=version)
    upkeep.compact()
    upkeep.sweep()
    kept = len(list(Path(table.where).glob("*.parquet")))
    monkeypatch.setattr(
        "corkboard_spark.streaming.upkeep.KEPT", {"retention_hours": 0, "enforce_retention_duration": False}
    )
    upkeep.sweep()

    assert kept == 21
    assert len(list(Path(table.where).glob("*.parquet"))) == 1
    assert len(content(table)) == 20


def test_a_table_that_cannot_be_written_is_named(table):
    """As an error of ours, wherever it was met."""
    table.append(rows("a"), app=APP, version=0)
    log = Path(table.where) / "_delta_log"
    shutil.rmtree(log)
    log.write_text("")

    for write in (table.append, table.merge):
        with pytest.raises(UnavailableError, match=f"{table.where} cannot be written"):
            write(rows("b"), app=APP, version=1)


def test_a_table_that_cannot_be_read_is_named(table, tmp_path):
    """Before Spark is started for it."""
    table.append(rows("a"), app=APP, version=0)
    (Path(table.where) / "_delta_log" / f"{0:020}.json").write_text("no JSON")

    with pytest.raises(UnavailableError, match=f"{table.where} cannot be read"):
        StreamTable(load({"home": tmp_path}, environ={}), "t", SCHEMA, {})
