"""What of Confluent's file takes effect, and what is named instead."""

from __future__ import annotations

import pytest

from corkboard.errors import SettingsError
from corkboard.settings import load
from corkboard_proxy.options import options_from
from corkboard_proxy.properties import parse_properties


@pytest.fixture
def options(tmp_path):
    """Return a function from a file's text to the options."""
    settings = load({"home": tmp_path, "rest": {"url": "http://127.0.0.1:9000"}}, environ={})
    return lambda text="": options_from(settings, parse_properties(text))


def test_without_a_file_the_settings_hold(options):
    """Ports and sizes are the settings'."""
    made = options()

    assert (made.rest_port, made.gateway_port) == (9000, 8080)
    assert made.limits.body_bytes == 1_048_576
    assert (made.client_conf, made.producer_conf, made.notes) == ({}, {}, ())


def test_the_files_keys_are_on_top(options):
    """Confluent's names become librdkafka's."""
    made = options(
        "bootstrap.servers=PLAINTEXT://127.0.0.1:9999\nlisteners=http://127.0.0.1:8099\nid=proxy-1\nhost.name=box\n"
        "client.retry.backoff.ms=50\nproducer.linger.ms=5\nproducer.max.request.size=2000000\n"
        "producer.buffer.memory=1000\nidle.timeout.ms=30000\nconnector.connection.limit=7\nshutdown.graceful.ms=3000"
    )

    assert made.rest_port == 8099
    assert made.client_conf == {
        "bootstrap.servers": "PLAINTEXT://127.0.0.1:9999",
        "client.id": "proxy-1",
        "retry.backoff.ms": "50",
    }
    assert made.producer_conf == {"linger.ms": "5", "message.max.bytes": "2000000"}
    limits = made.limits
    assert (limits.queued_bytes, limits.idle_timeout_s, limits.connections, limits.stop_timeout_s) == (
        1000,
        30,
        7,
        3,
    )
    assert (made.proxy_id, made.host_name, made.notes) == ("proxy-1", "box", ())


def test_the_producers_own_key_wins_over_the_clients(options):
    """As in Confluent's proxy, whatever the order in the file."""
    made = options("producer.linger.ms=5\nclient.linger.ms=9\nclient.client.id=a")

    assert made.producer_conf == {"linger.ms": "5"}
    assert made.client_conf == {"client.id": "a"}


@pytest.mark.parametrize(
    "key",
    ["zookeeper.connect", "schema.registry.url", "consumer.request.timeout.ms", "producer.partitioner.class"],
)
def test_a_key_without_effect_is_named(options, key):
    """Nothing of the file is dropped in silence."""
    assert options(f"{key}=x").notes == ((key, "not used by this proxy"),)


def test_a_listener_elsewhere_gives_its_port_only(options):
    """The proxy listens on this machine alone, and says so."""
    made = options("listeners=http://0.0.0.0:8085, https://0.0.0.0:8086")

    assert made.rest_port == 8085
    assert [key for key, _ in made.notes] == ["listeners", "listeners"]


def test_a_delivery_may_not_outlast_the_gateway(options):
    """API Gateway gives up after 29 s; a record must not land later than that."""
    made = options("producer.delivery.timeout.ms=120000")

    assert made.producer_conf["delivery.timeout.ms"] == 28_000
    assert made.notes[0][0] == "producer.delivery.timeout.ms"


def test_fewer_acknowledgements_are_honoured_and_named(options):
    """Idempotence needs all of them, so it goes too."""
    made = options("producer.acks=1")

    assert made.producer_conf == {"acks": "1", "enable.idempotence": False}
    assert made.notes[0][0] == "producer.acks"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("client.security.protocol=SASL_SSL\nclient.sasl.mechanism=AWS_MSK_IAM", "AWS_MSK_IAM"),
        ("producer.security.protocol=SSL", "SSL is not supported yet"),
        ("bootstrap.servers=SASL_SSL://b-1.example:9098", "not supported yet"),
        ("listeners=https://0.0.0.0:8082", "no http:// listener"),
        ("listeners=http://localhost:x", "positive number"),
        ("idle.timeout.ms=soon", "idle.timeout.ms: expected a positive number"),
        ("producer.buffer.memory=-1", "expected a positive number"),
    ],
)
def test_what_cannot_be_left_out_is_refused(options, text, words):
    """A file that asks for TLS must not end in a plain connection."""
    with pytest.raises(SettingsError, match=words):
        options(text)
