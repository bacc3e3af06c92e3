"""What a stand-in reads when it starts tells of its last stop, or it is not read."""

from __future__ import annotations

import os

from corkboard.stack.child import drop_stale


def test_a_snapshot_that_the_last_process_wrote_stays(tmp_path):
    """It stopped cleanly."""
    note, snapshot = written(tmp_path / "note", 10), written(tmp_path / "snapshot", 20)

    drop_stale(note, [snapshot])

    assert snapshot.exists()


def test_a_snapshot_from_before_the_last_process_is_removed(tmp_path):
    """That process was killed: what it held is lost, and an earlier state would hide it."""
    note, snapshot = written(tmp_path / "note", 20), written(tmp_path / "snapshot", 10)

    drop_stale(note, [snapshot])

    assert not snapshot.exists()


def test_without_a_last_process_or_a_snapshot_nothing_happens(tmp_path):
    """At the first start there is neither."""
    snapshot = written(tmp_path / "snapshot", 10)

    drop_stale(tmp_path / "absent", [snapshot, tmp_path / "absent"])

    assert snapshot.exists()


def written(path, at):
    """Return a file written at a time."""
    path.touch()
    os.utime(path, (at, at))
    return path
