"""A mirror and its bucket hold the same, whichever side changes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_bucket import Mirrored

from corkboard.bucket.store import StoreError

KEYS = st.sampled_from(["a.json", "b.json", "t/p=0/c.json", "t/p=0/d.json"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["object", "gone object", "file", "gone file"]), KEYS, st.binary(max_size=3)),
    max_size=8,
)


def _step(mirrored, kind, key, body, at):
    if kind == "object":
        mirrored.bucket.objects[key] = body
    elif kind == "gone object":
        mirrored.bucket.objects.pop(key, None)
    elif kind == "file":
        mirrored.write(key, body, at)
    else:
        (mirrored.folder / key).unlink(missing_ok=True)


@settings(deadline=None, max_examples=40)  # it writes files
@given(rounds=st.lists(STEPS, max_size=4))
def test_after_a_look_both_hold_the_same(rounds):
    """Whatever was put, changed or removed on either side."""
    with tempfile.TemporaryDirectory() as home:
        mirrored = Mirrored(Path(home))
        mirrored.mirror.refresh()
        for number, steps in enumerate(rounds):
            for kind, key, body in steps:
                _step(mirrored, kind, key, body, 1_500_000_000 + number)
            mirrored.mirror.refresh()

            assert mirrored.files() == mirrored.bucket.objects


def test_what_is_there_is_not_fetched_again(mirrored):
    """Neither at the next look nor after a restart; what was rewritten is."""
    mirrored.bucket.objects = {"a": b"1", "b": b"2"}
    mirrored.mirror.refresh()
    mirrored.again().refresh()
    mirrored.bucket.objects["b"] = b"3"
    mirrored.mirror.refresh()

    assert mirrored.bucket.fetched == ["a", "b", "b"]


def test_a_mirror_that_was_lost_whole_is_fetched_anew(mirrored):
    """A folder that somebody cleaned away must not empty the bucket."""
    mirrored.bucket.objects = {"t/a": b"1"}
    mirrored.mirror.refresh()
    (mirrored.folder / "t" / "a").unlink()
    (mirrored.folder / "t").rmdir()
    mirrored.folder.rmdir()

    mirrored.mirror.refresh()

    assert mirrored.files() == mirrored.bucket.objects == {"t/a": b"1"}


def test_what_came_before_a_failure_is_kept(mirrored):
    """The next look fetches the rest."""
    mirrored.bucket.objects = {"a": b"1", "b": b"2"}
    mirrored.bucket.refuses = {"b"}
    with pytest.raises(StoreError):
        mirrored.mirror.refresh()
    mirrored.bucket.refuses = set()

    mirrored.again().refresh()

    assert mirrored.bucket.fetched == ["a", "b"]
    assert mirrored.files() == {"a": b"1", "b": b"2"}


def test_a_file_that_is_being_written_waits(mirrored):
    """Half of it in the bucket would be read by others."""
    mirrored.mirror.refresh()
    path = mirrored.write("a", b"half")
    mirrored.mirror.writing(path)
    mirrored.mirror.refresh()
    assert mirrored.bucket.objects == {}

    path.write_bytes(b"whole")
    mirrored.mirror.changed(path)

    assert mirrored.bucket.objects == {"a": b"whole"}


def test_a_folder_that_was_moved_in_or_removed_is_carried_whole(mirrored):
    """As Spark's commits do."""
    mirrored.mirror.refresh()
    mirrored.write("out/part-0", b"1")
    mirrored.write("out/part-1", b"2")
    mirrored.mirror.changed(mirrored.folder / "out")
    assert set(mirrored.bucket.objects) == {"out/part-0", "out/part-1"}

    for path in (mirrored.folder / "out").iterdir():
        path.unlink()
    (mirrored.folder / "out").rmdir()
    mirrored.mirror.changed(mirrored.folder / "out")

    assert mirrored.bucket.objects == {}


def test_names_that_no_disk_takes_are_left_out(mirrored):
    """And none leads out of the mirror."""
    mirrored.bucket.objects = {"../out": b"", "a//b": b"", "x" * 300: b"", "f": b"", "f/g": b"1", "ok": b"2"}

    mirrored.mirror.refresh()

    assert mirrored.files() == {"f/g": b"1", "ok": b"2"}
    assert not (mirrored.home / "mnt" / "out").exists()


def test_forgotten_it_leaves_nothing_but_the_bucket(mirrored):
    """With what plain Python wrote last."""
    mirrored.mirror.refresh()
    mirrored.write("last", b"1")

    mirrored.mirror.remove()

    assert mirrored.bucket.objects == {"last": b"1"}
    assert not mirrored.folder.exists()
