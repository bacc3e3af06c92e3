"""The streaming job as a program: killed, told to end, and short of disk; the long form is in ``soak``."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import time

import disks
import pytest
from clean_tables import keys_of, rows_of
from programs import program, wait_until
from stream_kills import PATIENCE_S, STREAM, assert_each_once, finish, producing, strike

from corkboard import catalogue


@pytest.mark.timeout(900)
def test_a_killed_job_loses_and_doubles_nothing(settings, streams):
    """In mid-batch, and between the table's commit and Spark's."""
    rng = random.Random(5)
    with producing(streams, 5, every_s=0.2) as producer:
        left = [strike(settings, streams, moment, rng) for moment in ("in batch", "between")]
    finish(settings)

    assert all(notes.is_open for notes in left)
    assert_each_once(settings, producer)


@pytest.mark.timeout(900)
def test_at_ctrl_c_it_ends_its_batches_and_sums_up(settings, streams):
    """One JSON document on standard output, plain lines and events on the other; SIGTERM is in ``e2e``."""
    streams.put_rows(0, 20)
    with program(settings, STREAM, "--forever", "--json") as process:
        await_rows(settings, 20, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 130, err
    shown = json.loads(out)
    assert [feed["clean_rows"] for feed in shown["feeds"]] == [20, 20, 20]
    assert (shown["ended_by"], shown["duplicates"]) == ("signal", "drop")
    assert "Traceback" not in err


@pytest.fixture
def small_disk(settings, tmp_path):
    """A file system of 256 KB, on which the checkpoints lie."""
    with disks.small_disk(tmp_path / "disk", "256k") as place:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        (settings.state_dir / "checkpoints").symlink_to(place)
        yield place


@pytest.mark.timeout(900)
def test_a_full_disk_at_the_checkpoint_ends_the_job_and_costs_nothing(settings, streams, small_disk):
    """In a sentence; when there is room again, it goes on where it was."""
    streams.put_rows(0, 10)
    with program(settings, STREAM, "--forever") as process:
        await_rows(settings, 10, process)
        _fill(small_disk / "filler")
        number = 10
        while process.poll() is None:
            streams.put_rows(number, number + 1)
            number += 1
            time.sleep(0.2)
        _, err = process.communicate()
    (small_disk / "filler").unlink()
    finish(settings)

    assert process.returncode == 1
    assert "No space left on device" in err.splitlines()[-2]
    assert all(keys_of(settings, feed.streamed) == list(range(number)) for feed in catalogue.FEEDS)


def await_rows(settings, count, process):
    """Return when each table has so many rows."""
    tables = [feed.streamed for feed in catalogue.FEEDS]
    wait_until(
        lambda: all(len(rows_of(settings, table)) == count for table in tables),
        process,
        patience_s=PATIENCE_S,
    )


def _fill(path):
    """Write until nothing more can be written."""
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 512)


def test_contradicting_options_are_refused(settings):
    """Before anything starts."""
    with program(settings, STREAM, "--forever", "--for", "5m") as process:
        _, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 2
    assert "contradict" in err
