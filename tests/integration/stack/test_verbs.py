"""The verbs on a real stack: what they change, what they keep, what they refuse."""

from __future__ import annotations

import json
import os
import socket
import subprocess

import pytest

from corkboard.provision.observe import topics
from corkboard.provision.ready import landed


def test_down_keeps_what_up_finds_again(make_stack):
    """Stop and start: same ports, same records, nothing seeded or made twice."""
    stack = make_stack()
    stack.command("post", "--rows", "20")
    stack.command("wait")
    before = landed(stack.settings())
    ports = (stack.home / ".corkboard" / "own" / "ports.json").read_text()

    stack.command("down")
    stack.command("up")

    assert landed(stack.settings()) == before
    assert (stack.home / ".corkboard" / "own" / "ports.json").read_text() == ports
    assert stack.losses() == {}


def test_reset_empties_everything_and_leaves_the_stack_usable(make_stack):
    """After it the stack is as after its first up."""
    stack = make_stack()
    stack.command("post", "--rows", "20")
    stack.command("wait")

    stack.command("reset")

    assert set(landed(stack.settings()).values()) == {(0, 0)}
    assert stack.ledgers() == []
    stack.command("post", "--rows", "5")
    stack.command("wait")
    assert stack.losses() == {}


def test_two_stacks_run_side_by_side(make_stack):
    """Each has its own ports and its own records."""
    one, other = make_stack("one"), make_stack("other")

    one.command("post", "--rows", "5")
    one.command("wait")

    assert sum(end for _, end in landed(one.settings()).values()) == 15
    assert sum(end for _, end in landed(other.settings()).values()) == 0


def test_more_partitions_are_added_by_the_setting(make_stack):
    """Three partitions instead of one, by one variable; the records stay."""
    stack = make_stack()
    (stack.home / "corkboard.toml").write_text("[targets.local.kafka]\npartitions = 3\n")

    shown = stack.command("provision", "--dry-run", "--json")
    stack.command("provision")

    assert len(json.loads(shown.stdout)["data"]["steps"]) == 3
    assert topics(stack.settings())["corkboard.pin"] == 3


def test_only_some_stand_ins_start_with_what_they_need(corkboard, parts, tmp_path):
    """The proxy needs Kafka and nothing else."""
    del parts
    try:
        corkboard("up", "--only", "proxy", home=tmp_path)
        answer = json.loads(corkboard("status", "--json", home=tmp_path, check=False).stdout)
        states = {one["name"]: one["state"] for one in answer["data"]["stand_ins"]}

        assert {name for name, state in states.items() if state == "ready"} == {"kafka", "proxy"}
        assert answer["status"] == "unhealthy"
    finally:
        corkboard("destroy", "--yes", home=tmp_path)


def test_kafkas_own_tools_run_as_on_the_client_machine(corkboard, stack_home):
    """The course's commands work: create, list, produce, consume."""
    create = ("--create", "--topic", "by-hand", "--partitions", "1", "--replication-factor", "1")
    corkboard("client", "kafka-topics.sh", *create, home=stack_home)

    listed = corkboard("client", "kafka-topics", "--list", home=stack_home)

    assert "by-hand" in listed.stdout.split()
    corkboard("client", "kafka-topics", "--delete", "--topic", "by-hand", home=stack_home)


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
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        done = corkboard("up", home=tmp_path, check=False)

        assert done.returncode == 3
        assert "MB free and needs" in done.stderr
    finally:
        subprocess.run(["umount", str(tmp_path)], check=False)


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


def test_a_stand_in_that_cannot_start_is_named_with_its_last_words(make_stack):
    """On failure: which one, the end of its log, and the next step."""
    stack = make_stack()
    stack.command("down")
    broker = stack.home / ".corkboard" / "own" / "data" / "kafka" / "meta.properties"
    broker.write_text(broker.read_text().replace("node.id=1", "node.id=99"))

    done = stack.command("up", "--timeout", "40", check=False)

    assert done.returncode in (1, 4)
    assert "kafka" in done.stderr
    assert "corkboard logs kafka" in done.stderr
