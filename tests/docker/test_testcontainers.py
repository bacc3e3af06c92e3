"""Our containers for testcontainers, as somebody else's test would use them."""

from __future__ import annotations

import json
from contextlib import ExitStack

import pytest
import requests
from confluent_kafka import Consumer
from confluent_kafka.admin import AdminClient, NewTopic
from docker_daemon import has_bases, why_not
from testcontainers.core.config import testcontainers_config
from testcontainers.core.network import Network

from corkboard.testing.containers import ApacheKafkaContainer, KafkaConnectContainer, RestProxyContainer

TOPIC = "somebody.pin"


@pytest.fixture(scope="module")
def three(stack):
    """Return Kafka, the REST proxy and Connect on a network; the stack's fixture has made their images."""
    if reason := why_not():
        pytest.skip(reason)
    testcontainers_config.ryuk_disabled = True  # its image is in no registry that can be reached here
    image = "corkboard/kafka:4.3.1" if has_bases() else "apache/kafka:4.3.1"
    with ExitStack() as running:
        network = running.enter_context(Network())
        kafka = ApacheKafkaContainer(image, network=network, network_aliases=["kafka"])
        running.enter_context(kafka)
        admin = AdminClient({"bootstrap.servers": kafka.get_bootstrap_server()})
        admin.create_topics([NewTopic(TOPIC)])[TOPIC].result(30)
        servers = kafka.get_inner_bootstrap_server()
        proxy = running.enter_context(RestProxyContainer(servers, network=network))
        connect = running.enter_context(KafkaConnectContainer(servers, network=network))
        yield kafka, proxy, connect


def test_a_record_posted_to_the_gateway_is_read_from_the_broker(three):
    """Through the gateway's stage and through the proxy itself."""
    kafka, proxy, _ = three
    consumer = Consumer(
        {
            "bootstrap.servers": kafka.get_bootstrap_server(),
            "group.id": "somebody",
            "auto.offset.reset": "earliest",
        }
    )
    for base in (proxy.get_gateway_url(), proxy.get_url()):
        answer = requests.post(
            f"{base}/topics/{TOPIC}",
            data=json.dumps({"records": [{"value": {"index": 1}}]}),
            headers={"Content-Type": "application/vnd.kafka.json.v2+json"},
            timeout=30,
        )
        assert answer.ok, answer.text
    consumer.subscribe([TOPIC])
    found = consumer.consume(2, timeout=30)
    consumer.close()

    assert [json.loads(message.value()) for message in found] == [{"index": 1}] * 2


def test_the_worker_has_our_sink_and_says_why_it_refuses(three):
    """The plug-in is listed; a configuration without a class is refused in the worker's words."""
    _, _, connect = three
    plugins = requests.get(f"{connect.get_url()}/connector-plugins", timeout=10).json()

    assert any("S3Sink" in plugin["class"] for plugin in plugins)
    with pytest.raises(requests.HTTPError, match="no connector type"):
        connect.create_connector("nothing", {"topics": TOPIC})


def test_ports_are_published_on_loopback_alone(three):
    """Whatever the daemon's default is."""
    for container in three:
        bound = container.get_wrapped_container().attrs["NetworkSettings"]["Ports"]

        assert {one["HostIp"] for places in bound.values() for one in places or []} <= {"127.0.0.1"}
