"""Posting through the real gateway, proxy and broker, from the real tables."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import psutil
import pytest
from explaining import explained

from corkboard import clients, ledger
from corkboard import settings as settings_module


def test_every_acknowledged_record_is_at_its_place_as_it_was_sent(mine, post, landed):
    """Topic and offset in the ledger lead to the very bytes, and nothing else is there."""
    outcome = post(rows=300)

    found = landed()
    entries = list(ledger.read(mine.ledger_dir, outcome.summary.run))
    acked = [entry for entry in entries if entry.status == "acked"]
    assert len(acked) == 900 == sum(map(len, found.values()))
    assert all(entry.place[2] in found[entry.feed, entry.digest] for entry in acked)
    assert outcome.exit_code == 0


def test_the_course_order_begins_with_its_known_rows(mine, post):
    """The first pin of every notebook is 7528."""
    outcome = post(rows=5, order="course", in_flight=1)

    entries = ledger.read(mine.ledger_dir, outcome.summary.run)
    assert [entry.key for entry in entries if entry.feed == "pin" and entry.status == "acked"] == [
        7528, 2863, 5730, 8304, 8731,
    ]  # fmt: skip


def test_batches_land_like_single_records(mine, post, landed):
    """250 rows, 100 a request: the last request is a short one."""
    outcome = post(rows=250, batch_size=100)

    assert explained(list(ledger.read(mine.ledger_dir, outcome.summary.run)), landed())
    assert outcome.summary.acked == 750


def test_with_one_in_flight_a_feed_is_in_kafka_in_the_order_of_its_rows(mine, post):
    """Offset n holds row n."""
    outcome = post(rows=100, in_flight=1)

    entries = ledger.read(mine.ledger_dir, outcome.summary.run)
    assert all(entry.place[2] == entry.key for entry in entries if entry.status == "acked")


def test_a_topic_that_does_not_exist_ends_the_run_with_the_next_step(mine, post):
    """Its records are not called dead: the topic can be made and the run resumed."""
    admin = clients.kafka_admin(mine)
    admin.delete_topics([f"{mine.prefix}.geo"])[f"{mine.prefix}.geo"].result(30)

    outcome = post(rows=5, patience_s=3)

    assert f"{mine.prefix}.geo" in str(outcome.error)
    assert outcome.summary.dead == 0
    admin.create_topics([clients.new_topic(f"{mine.prefix}.geo", 1, 1)])[f"{mine.prefix}.geo"].result(30)


def test_a_killed_run_is_resumed_and_every_record_is_explained(mine, post, landed):
    """SIGKILL in mid-post: nothing acknowledged is lost, and each double has an unknown fate behind it."""
    environ = settings_module.child_environment(mine) | {"CORKBOARD_PREFIX": mine.prefix}
    argv = [sys.executable, "-m", "corkboard_emulator", "--rows", "1500"]
    with subprocess.Popen(argv, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        run = wait_for_lines(mine, 1000)
        child.send_signal(signal.SIGKILL)
    killed = list(ledger.read(mine.ledger_dir, run))
    assert explained(killed, landed())
    assert sum(entry.status == "acked" for entry in killed) < 4500

    outcome = post(resume=run)

    assert outcome.summary.complete
    assert outcome.summary.acked == 4500
    assert explained(list(ledger.read(mine.ledger_dir, run)), landed())


def wait_for_lines(mine, lines: int) -> str:
    """Return the run's name once its ledger has so many lines, within a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for run in ledger.runs(mine.ledger_dir):
            if (mine.ledger_dir / f"{run}.jsonl").read_bytes().count(b"\n") >= lines:
                return run
        time.sleep(0.02)
    raise AssertionError(f"no run with {lines} lines in {mine.ledger_dir}")


def test_the_command_prints_its_summary_as_json(mine):
    """Alone on standard output."""
    environ = settings_module.child_environment(mine) | {"CORKBOARD_PREFIX": mine.prefix}
    argv = [sys.executable, "-m", "corkboard_emulator", "--rows", "10", "--batch-size", "10", "--json"]
    done = subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=60, check=True)

    summary = json.loads(done.stdout)
    assert summary["posted"] == {"pin": 10, "geo": 10, "user": 10}
    assert (summary["acked"], summary["unknown"], summary["dead"]) == (30, 0, 0)


@pytest.mark.parametrize("part", ["mysql", "kafka", "proxy"])
def test_a_part_that_is_paused_in_mid_post_is_waited_for(mine, landed, part):
    """It stands still for three seconds; every record arrives, and Kafka holds what the ledger explains."""
    environ = settings_module.child_environment(mine) | {"CORKBOARD_PREFIX": mine.prefix}
    argv = [sys.executable, "-m", "corkboard_emulator", "--rows", "2000"]
    with subprocess.Popen(argv, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        run = wait_for_lines(mine, 1000)
        paused = listener(mine, part)
        paused.suspend()
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(3)
        finally:
            paused.resume()
        assert child.wait(120) == 0

    entries = list(ledger.read(mine.ledger_dir, run))
    assert sum(entry.status == "acked" for entry in entries) == 6000
    assert explained(entries, landed())


def listener(mine, part: str) -> psutil.Process:
    """Return the process that listens on a part's port."""
    port = {
        "mysql": mine.database.port,
        "kafka": int(mine.kafka.bootstrap_servers.rpartition(":")[2]),
        "proxy": mine.gateway.port,
    }[part]
    [pid] = {
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
    }
    return psutil.Process(pid)
