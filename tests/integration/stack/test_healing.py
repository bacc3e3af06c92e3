"""Crashes: healed by the supervisor, or by the next ``up``; nothing acknowledged is lost."""

from __future__ import annotations

import contextlib
import json
import signal
import time

import psutil

from corkboard import clients, epochs, ledger

PAUSED = ("mysql", "kafka", "connect", "aws")
KILLED = ("proxy", "kafka", "connect", "aws", "mysql")


def test_a_kill_of_each_process_in_mid_post_is_healed_and_loses_nothing(own):
    """The supervisor starts each anew, the emulator sends again what was not acknowledged."""
    posting = own.start_posting("--all", "--rate", "80")

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

    for index, name in enumerate(PAUSED):
        own.wait_posted(300 + 700 * index)
        paused = own.process(name)
        paused.suspend()
        time.sleep(6)
        paused.resume()
    own.finish_posting(posting)
    own.command("batch")

    assert own.command("verify").returncode == 0


def test_streams_lost_with_the_aws_emulator_are_made_again_and_the_run_is_resumed(own):
    """``up`` says so and begins their next epoch; the run completes. It comes last: what was lost stays lost."""
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
