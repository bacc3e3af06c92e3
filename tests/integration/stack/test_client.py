"""Kafka's own tools, as on the EC2 client machine."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.fixture
def topic(corkboard, stack_home):
    """Return a topic made by hand, as the course makes it."""
    create = ("--create", "--topic", "by-hand", "--partitions", "1", "--replication-factor", "1")
    corkboard("client", "kafka-topics.sh", *create, home=stack_home)
    yield "by-hand"
    corkboard("client", "kafka-topics", "--delete", "--topic", "by-hand", home=stack_home)


def test_topics_are_made_and_records_produced_and_consumed(corkboard, stack_home, settings, topic):
    """The course's commands work, with the stack's servers and with servers that are named."""
    command = [sys.executable, "-m", "corkboard", "--home", str(stack_home), "--name", "test", "client"]
    servers = f"--bootstrap-server={settings.kafka.bootstrap_servers}"

    listed = corkboard("client", "kafka-topics", servers, "--list", home=stack_home)
    produced = subprocess.run(
        [*command, "kafka-console-producer", "--topic", topic],
        input="one\ntwo\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    read = ("--topic", topic, "--from-beginning", "--max-messages", "2", "--timeout-ms", "30000")
    consumed = corkboard("client", "kafka-console-consumer", *read, home=stack_home)

    assert topic in listed.stdout.split()
    assert produced.returncode == 0, produced.stderr
    assert consumed.stdout.split() == ["one", "two"]


def test_missing_parts_are_named_and_not_a_javas_complaint(corkboard, stack_home, tmp_path, monkeypatch):
    """An empty cache: what to run is said."""
    monkeypatch.setenv("CORKBOARD_CACHE", str(tmp_path))

    done = corkboard("client", "kafka-topics", "--list", home=stack_home, check=False)

    assert done.returncode == 3
    assert "corkboard setup" in done.stderr
