"""The verbs on a real stack: what they change, what they keep, what they refuse."""

from __future__ import annotations

import json
import os
import socket
import subprocess

import pytest
from disks import small_disk
from sqlalchemy.exc import DBAPIError

from corkboard import catalogue, clients, epochs
from corkboard.provision.apply import missing
from corkboard.provision.observe import topics
from corkboard.provision.ready import landed

ODD = r"""
[targets.local.stack]
rows = 50
[targets.local.database]
name = "it's 100% of: @_`x` Größe"
user = "läser o'@% b"
password = "p'w \" \\ %s :x @ ü日"
admin_user = "the 'boss'"
admin_password = "ä:'\\%"
"""
WRITES = (
    "insert into user_data (ind) values (99999)",
    "update user_data set age = 1",
    "delete from user_data",
    "drop table user_data",
    "create table mine (a int)",
)


def test_down_keeps_what_up_finds_again(own):
    """Stop and start: same ports, same records, nothing seeded or made twice."""
    own.command("post", "--rows", "20")
    own.command("wait")
    before = landed(own.settings())
    ports = (own.home / ".corkboard" / "own" / "ports.json").read_text()

    own.command("down")
    own.command("up")

    assert landed(own.settings()) == before
    assert (own.home / ".corkboard" / "own" / "ports.json").read_text() == ports
    assert own.losses() == {}


def test_two_stacks_run_side_by_side(own, make_stack):
    """Each has its own ports and its own records."""
    before, other = _posted(own), make_stack("other")

    other.command("post", "--rows", "5")
    other.command("wait")

    assert (_posted(other), _posted(own)) == (15, before)


def test_reset_empties_everything_and_leaves_the_stack_usable(own):
    """After it the stack is as after its first up, also where a row was altered by hand."""
    folders = [own.home / ".corkboard" / "own" / name for name in ("dbfs", "checkpoints")]
    own.command("post", "--rows", "20", "--path", "both")
    own.command("wait")
    assert _streamed(own) == 60
    for folder in folders:
        (folder / "some").mkdir(parents=True)
    before = _in_database(own, "select * from user_data where ind = 3")
    _in_database(own, "update user_data set first_name = 'altered' where ind = 3")

    own.command("reset")

    assert set(landed(own.settings()).values()) == {(0, 0)}
    assert _objects(own) == 0
    assert _streamed(own) == 0
    assert own.ledgers() == []
    assert not any(folder.exists() for folder in folders)
    assert _in_database(own, "select * from user_data where ind = 3") == before
    own.command("post", "--rows", "5")
    own.command("wait")
    assert own.losses() == {}


def test_more_partitions_are_added_by_the_setting(own):
    """Three partitions instead of one, by one variable; the records stay."""
    with (own.home / "corkboard.toml").open("a") as file:
        file.write("[targets.local.kafka]\npartitions = 3\n")

    shown = own.command("provision", "--dry-run", "--json")
    own.command("provision")

    assert len(json.loads(shown.stdout)["data"]["steps"]) == 3
    assert topics(own.settings())["corkboard.pin"] == 3


def test_a_reset_that_is_refused_harms_nothing(own):
    """A table that somebody else made is noticed before anything is removed; it stays so in this database."""
    own.command("post", "--rows", "20")
    own.command("wait")
    before, objects, runs = landed(own.settings()), _objects(own), own.ledgers()
    _in_database(own, "alter table user_data comment = 'mine now'")

    done = own.command("reset", check=False)

    assert done.returncode == 5
    assert "user_data" in done.stderr
    assert "corkboard --name own seed --force" in done.stderr
    assert (landed(own.settings()), _objects(own)) == (before, objects)
    assert own.ledgers() == runs


def test_any_database_user_and_password_work_and_the_reader_only_reads(own):
    """Named for a stack that was up with others before: made, filled, read by the emulator, never written."""
    before = _posted(own)
    own.command("down")
    (own.home / "corkboard.toml").write_text(ODD)

    own.command("up")
    own.command("post", "--rows", "5")

    settings = own.settings()
    assert _posted(own) == before + 15
    assert missing(settings) == []
    engine = clients.database(settings)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from user_data").scalar_one() == 50
        for statement in WRITES:
            with pytest.raises(DBAPIError, match="denied"):
                connection.exec_driver_sql(statement)
    engine.dispose()


def test_only_some_stand_ins_start_with_what_they_need(corkboard, parts, tmp_path):
    """The proxy needs Kafka and the streams, and nothing else."""
    del parts
    try:
        corkboard("up", "--only", "proxy", home=tmp_path)
        answer = json.loads(corkboard("status", "--json", home=tmp_path, check=False).stdout)
        states = {one["name"]: one["state"] for one in answer["data"]["stand_ins"]}

        assert {name for name, state in states.items() if state == "ready"} == {"aws", "kafka", "proxy"}
        assert answer["status"] == "unhealthy"
    finally:
        corkboard("destroy", "--yes", home=tmp_path)


def test_the_environment_makes_a_foreign_program_find_the_stack(corkboard, stack_home):
    """``eval "$(corkboard env)"`` is all that a shell needs."""
    lines = corkboard("env", home=stack_home).stdout
    script = f'{lines}\ncurl -fsS "$KAFKA_REST_URL/topics" && test -n "$AWS_ENDPOINT_URL"'

    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30, check=False)

    assert "corkboard.pin" in done.stdout, done.stderr


def test_destroy_asks_first(corkboard, tmp_path):
    """Without a terminal and without --yes nothing is removed, and the exit code says refused."""
    kept = tmp_path / ".corkboard" / "test" / "ledger"
    kept.mkdir(parents=True)

    done = corkboard("destroy", home=tmp_path, check=False)

    assert done.returncode == 5
    assert "destroy --yes" in done.stderr
    assert kept.exists()


def test_a_taken_port_of_the_default_stack_names_its_holder(corkboard, parts, tmp_path):
    """Whoever holds it is named with its pid, and another way is shown."""
    del parts
    with socket.socket() as holder:
        try:
            holder.bind(("127.0.0.1", 3306))
        except OSError:
            pytest.skip("port 3306 is already in use on this machine")
        holder.listen()

        done = corkboard("up", home=tmp_path, name="default", check=False)

    assert done.returncode == 3
    assert "port 3306 for mysql is taken by" in done.stderr
    assert str(os.getpid()) in done.stderr


def test_a_disk_without_room_is_refused_before_anything_starts(corkboard, parts, tmp_path):
    """A small file system is named with what is free and what is needed."""
    del parts
    with small_disk(tmp_path, "64m"):
        done = corkboard("up", home=tmp_path, check=False)

    assert done.returncode == 3
    assert "MB free and needs" in done.stderr


def test_the_doctor_says_what_is_in_the_way(corkboard, stack_home):
    """A running stack's own ports are no trouble."""
    answer = json.loads(corkboard("doctor", "--json", home=stack_home, check=False).stdout)

    assert {finding["name"] for finding in answer["data"]} >= {
        "python",
        "java",
        "memory",
        "disk",
        "parts",
        "clock",
    }
    assert [
        finding for finding in answer["data"] if finding["name"].startswith("port") and not finding["ok"]
    ] == []


def _posted(stack) -> int:
    """Return how many records the topics hold."""
    return sum(end for _, end in landed(stack.settings()).values())


def _in_database(stack, statement: str) -> list[tuple]:
    """Run a statement as the administrator and return its rows."""
    engine = clients.database(stack.settings(), admin=True)
    with engine.begin() as connection:
        result = connection.exec_driver_sql(statement)
        rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


def _streamed(stack) -> int:
    """Return how many records the streams hold, each of them in its first epoch."""
    settings, count = stack.settings(), 0
    client = clients.kinesis(settings)
    for name in settings.kinesis.streams(settings.prefix):
        assert [one.number for one in epochs.history(settings.ledger_dir, name)] == [1]
        iterator = client.get_shard_iterator(
            StreamName=name, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        count += len(client.get_records(ShardIterator=iterator)["Records"])
    return count


def _objects(stack) -> int:
    """Return how many objects the landing bucket holds."""
    settings = stack.settings()
    return clients.s3(settings).list_objects_v2(Bucket=catalogue.bucket(settings.prefix))["KeyCount"]
