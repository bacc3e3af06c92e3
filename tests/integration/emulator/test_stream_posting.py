"""Posting to the streams through the real gateway, from the real tables."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from corkboard import catalogue, clients, ledger
from corkboard import settings as settings_module
from corkboard.provision.apply import provision


@pytest.mark.parametrize("batch_size", [1, 100])
def test_every_acknowledged_record_is_at_its_place_as_it_was_sent(mine, post, streamed, batch_size):
    """Stream, shard and sequence number in the ledger lead to the value, and nothing else is there."""
    outcome = post(rows=250, path="stream", batch_size=batch_size)

    found = streamed()
    entries = list(ledger.read(mine.ledger_dir, outcome.summary.run))
    acked = [entry for entry in entries if entry.status == "acked"]
    assert len(acked) == 750 == sum(map(len, found.values()))
    for entry in acked:
        [spot] = found[entry.feed, entry.digest]
        assert entry.place == spot[:3]
        assert spot.key == f"{catalogue.feed_named(entry.feed).partition_keys(mine.prefix)}{entry.key}"
    assert outcome.exit_code == 0


def test_both_paths_get_the_same_posts(mine, post_all, landed, streamed):
    """Row by row the same values in topics and streams, in two ledgers."""
    batch, stream = post_all(rows=100, path="both", order="course")

    topics, streams = landed(), streamed()
    assert topics.keys() == streams.keys()
    assert {record: len(places) for record, places in topics.items()} == {
        record: len(places) for record, places in streams.items()
    }
    assert (batch.summary.acked, stream.summary.acked) == (300, 300)
    assert ledger.runs(mine.ledger_dir) == sorted([batch.summary.run, stream.summary.run])


def test_a_stream_that_is_lost_in_mid_post_is_made_again_and_the_run_resumed(mine, post, streamed):
    """The run ends with the next step, no record is dead, and the new stream begins epoch 2."""
    stream = catalogue.GEO.stream(mine.prefix)
    client = clients.kinesis(mine)
    client.delete_stream(StreamName=stream)
    client.get_waiter("stream_not_exists").wait(StreamName=stream)

    stopped = post(rows=20, path="stream", patience_s=1)
    assert stream in str(stopped.error)
    assert "corkboard up" in stopped.error.hint
    assert stopped.summary.dead == 0

    told = [step.told() for step in provision(mine)]
    resumed = post(resume=stopped.summary.run)

    assert told == [f"stream {stream} was lost and made again: epoch 2"]
    assert resumed.summary.complete
    assert sum(map(len, streamed().values())) == 60


def test_the_command_prints_both_summaries_as_json(mine):
    """One object by path, alone on standard output."""
    environ = settings_module.child_environment(mine) | {"CORKBOARD_PREFIX": mine.prefix}
    argv = [sys.executable, "-m", "corkboard_emulator", "--rows", "10", "--path", "both", "--json"]
    done = subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=60, check=True)

    summaries = json.loads(done.stdout)
    assert {path: summary["acked"] for path, summary in summaries.items()} == {"batch": 30, "stream": 30}
