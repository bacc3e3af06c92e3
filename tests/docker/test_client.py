"""The client machine follows the commands of the course, and the host reaches every port."""

from __future__ import annotations

import socket
import uuid

import pytest

from corkboard import clients
from corkboard.settings import load


def test_topics_are_made_listed_written_and_read_as_in_the_course(stack):
    """Three topics, Kafka's own tools, client.properties."""
    user = uuid.uuid4().hex[:8]
    tool = "--bootstrap-server $BOOTSTRAP_SERVERS --command-config client.properties"
    made = " && ".join(
        f"kafka-topics.sh {tool} --create --partitions 1 --replication-factor 1 --topic {user}.{feed}"
        for feed in ("pin", "geo", "user")
    )
    stack.shell("client", made)
    listed = stack.shell("client", f"kafka-topics.sh {tool} --list").split()
    stack.shell(
        "client", f"echo hello | kafka-console-producer.sh --bootstrap-server kafka:9092 --topic {user}.pin"
    )
    read = stack.shell(
        "client",
        "kafka-console-consumer.sh --bootstrap-server kafka:9092 --from-beginning --max-messages 1"
        f" --topic {user}.pin",
    )

    assert {f"{user}.pin", f"{user}.geo", f"{user}.user"} <= set(listed)
    assert read.strip() == "hello"


def test_the_aws_cli_finds_bucket_and_streams(stack):
    """No endpoint and no key has to be typed."""
    assert "user-corkboard-bucket" in stack.shell("client", "aws s3 ls")
    assert "streaming-corkboard-pin" in stack.shell("client", "aws kinesis list-streams")


def test_a_producer_on_the_host_reaches_the_broker(stack):
    """The broker tells the host an address that the host can use."""
    settings = load(
        {"kafka": {"bootstrap_servers": f"localhost:{stack.port('KAFKA')}"}, "home": stack.root / "nowhere"}
    )
    refused: list[object] = []
    producer = clients.kafka_producer(settings, **{"message.timeout.ms": 10_000})
    producer.produce("probe.corkboard", b"{}", on_delivery=lambda error, _: refused.append(error))

    assert producer.flush(11) == 0
    assert refused == [None]


@pytest.mark.parametrize("name", ["MYSQL", "AWS", "CONNECT", "GATEWAY", "REST", "SPARK"])
def test_every_port_answers_on_the_host(stack, name):
    """A user's own programs need nothing of Docker."""
    socket.create_connection(("127.0.0.1", stack.port(name)), 5).close()
