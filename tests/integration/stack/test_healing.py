"""Crashes and hanging: healed by the supervisor or by the next ``up``, which says what it cannot heal."""

from __future__ import annotations

import contextlib
import json
import signal
import time

import psutil

from corkboard import clients, epochs, ledger

PAUSED_S = {"mysql": 3, "kafka": 3, "connect": 7, "aws": 3}  # a group loses a worker after 6 s
KILLED = ("proxy", "kafka", "connect", "aws", "mysql")
SOON_S = 25  # 3 s a probe, and the rest for a machine that is busy


def test_a_kill_of_each_process_in_mid_post_is_healed_and_loses_nothing(own):
    """The supervisor starts each anew, the emulator sends again what was not acknowledged."""
    posting = own.start_posting("--all", "--rate", "160")

    for index, name in enumerate(KILLED):
        own.wait_posted(300 + 600 * index)
        own.kill(name)
    own.finish_posting(posting)

    assert own.losses() == {}
    assert _states(own) == dict.fromkeys((*KILLED,), "ready")


def test_a_stack_killed_whole_with_its_supervisor_comes_up_with_everything(own):
    """What outlived the supervisor is ended, and what was acknowledged is there."""
    posting = own.start_posting("--all", "--rate", "200")
    own.wait_posted(1000)

    for process in own.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
    own.command("up")
    own.finish_posting(posting)

    assert own.losses() == {}


def test_stand_ins_that_outlived_a_killed_supervisor_are_replaced(own):
    """No second broker on the same data, no port held by a forgotten process."""
    orphans = [own.process(name) for name in KILLED]
    supervisor = own.supervisor()
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait(10)

    own.command("up")

    assert not [process for process in orphans if process.is_running()]
    assert _states(own) == dict.fromkeys(KILLED, "ready")


def test_stand_ins_paused_in_mid_post_cost_time_only(own):
    """Pause each, then resume: everything posted is where it belongs, to the clean tables."""
    posting = own.start_posting("--all", "--rate", "100")

    for index, (name, seconds) in enumerate(PAUSED_S.items()):
        own.wait_posted(300 + 700 * index)
        paused = own.process(name)
        paused.suspend()
        time.sleep(seconds)
        paused.resume()
    own.finish_posting(posting)
    own.command("batch")

    assert own.command("verify").returncode == 0


def test_streams_lost_with_the_aws_emulator_are_made_again_and_the_run_is_resumed(own):
    """``up`` says so and begins their next epoch; the run completes. What was lost stays lost."""
    own.command("up")
    settings, before = own.settings(), own.ledgers()
    streams = settings.kinesis.streams(settings.prefix)
    lives = [len(epochs.history(settings.ledger_dir, name)) for name in streams]
    posting = own.start_posting("--rows", "400", "--path", "stream", "--rate", "100")
    own.wait_posted(300)
    own.kill("aws")
    posting.wait(120)
    [run] = [path.stem for path in own.ledgers() if path not in before]

    said = " ".join(own.command("up").stderr.split())
    resumed = json.loads(own.command("post", "--resume", run, "--json").stdout)

    for name, life in zip(streams, lives, strict=True):
        assert f"{name} was lost and made again: epoch {life + 1}" in said
        assert [one.number for one in epochs.history(settings.ledger_dir, name)][-1] == life + 1
    assert (resumed["complete"], resumed["acked"], resumed["dead"]) == (True, 1200, 0)
    assert _acknowledged_and_not_there(settings) == set()


def _acknowledged_and_not_there(settings) -> set[ledger.Place]:
    """Return the places of the present epochs that the ledger names and no stream has."""
    client, there, named = clients.kinesis(settings), set(), set()
    for name in settings.kinesis.streams(settings.prefix):
        began_at = epochs.history(settings.ledger_dir, name)[-1].began_at
        named |= {
            entry.place
            for entry in ledger.read(settings.ledger_dir)
            if entry.place and entry.place[0] == name and entry.at >= began_at
        }
        iterator = client.get_shard_iterator(
            StreamName=name, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while (answer := client.get_records(ShardIterator=iterator))["Records"]:
            there |= {(name, "shardId-000000000000", one["SequenceNumber"]) for one in answer["Records"]}
            iterator = answer["NextShardIterator"]
    assert named
    return named - there


def _states(stack) -> dict[str, str]:
    """Return each stand-in's state once all that were restarting have settled."""
    deadline = time.monotonic() + 30
    while True:
        answer = json.loads(stack.command("status", "--json", check=False).stdout)
        states = {one["name"]: one["state"] for one in answer["data"]["stand_ins"] if not one["is_optional"]}
        if set(states.values()) == {"ready"} or time.monotonic() > deadline:
            return states
        time.sleep(0.5)


def test_stand_ins_that_hang_are_seen_soon_and_failures_are_explained(own):
    """Connections are taken and nothing is said; then, on data of another broker, Kafka never starts again."""
    _assert_hanging_is_seen(own)
    _assert_up_keeps_its_timeout(own)
    _assert_broken_outputs_are_mended(own)
    _assert_a_failure_is_explained(own)


def _assert_hanging_is_seen(stack) -> None:
    paused = [stack.process(name) for name in KILLED]
    for process in paused:
        process.suspend()
    began = time.monotonic()
    try:
        done = stack.command("status", "--json", check=False)
    finally:
        for process in paused:
            process.resume()

    assert time.monotonic() - began < SOON_S
    assert done.returncode == 1
    seen = [one for one in json.loads(done.stdout)["data"]["stand_ins"] if not one["is_optional"]]
    states = {one["name"]: one["state"] for one in seen}
    assert states == dict.fromkeys(KILLED, "starting")


def _assert_up_keeps_its_timeout(stack) -> None:
    paused = stack.process("aws")
    paused.suspend()
    began = time.monotonic()
    try:
        done = stack.command("up", "--timeout", "4", check=False)
    finally:
        paused.resume()

    assert time.monotonic() - began < SOON_S
    assert done.returncode == 4
    assert "aws was not ready after" in done.stderr
    assert "corkboard --name own logs aws" in done.stderr


def _assert_broken_outputs_are_mended(stack) -> None:
    outputs = stack.home / ".corkboard" / "own" / "outputs.json"
    outputs.write_text('{"kafka": ')

    refused = stack.command("wait", check=False)
    stack.command("up")

    assert refused.returncode == 2
    assert "outputs.json is broken" in refused.stderr
    assert "corkboard --name own up" in refused.stderr
    assert json.loads(outputs.read_text())["kafka"]
    stack.command("wait")


def _assert_a_failure_is_explained(stack) -> None:
    stack.command("down")
    broker = stack.home / ".corkboard" / "own" / "data" / "kafka" / "meta.properties"
    broker.write_text(broker.read_text().replace("node.id=1", "node.id=99"))

    done = stack.command("up", check=False)

    assert done.returncode == 1
    assert "kafka does not start: it ended by itself" in done.stderr
    assert "its log: corkboard --name own logs kafka" in done.stderr
    assert "node.id=99" in done.stderr or "node id" in done.stderr.lower()
    assert "connect   ready" not in done.stderr
