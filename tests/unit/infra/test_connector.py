"""MSK Connect gets what Kafka Connect here gets, without what it keeps to itself."""

from __future__ import annotations

import pytest

from corkboard.provision.wanted import connector_config
from corkboard.settings import load
from corkboard_infra import connector, properties
from corkboard_infra.rules.reading import every

SETTINGS = load({"target": "aws"}, environ={})
# https://docs.aws.amazon.com/msk/latest/developerguide/msk-connect-supported-worker-config-properties.html
OF_CONSUMERS = {
    "consumer.auto.offset.reset",
    "consumer.heartbeat.interval.ms",
    "consumer.max.poll.records",
    "consumer.metadata.max.age.ms",
    "consumer.session.timeout.ms",
}
OF_PRODUCERS = {"producer.max.request.size"}


def test_the_worker_names_nothing_that_the_service_refuses():
    """CreateWorkerConfiguration fails for one such key."""
    made = connector.worker(SETTINGS)
    of_clients = {key for key in made if key.startswith(("consumer.", "producer."))}

    assert of_clients <= OF_CONSUMERS | OF_PRODUCERS
    assert not [key for key in made if key in connector.REFUSED]
    assert not [key for key in made if key.startswith(connector.REFUSED_PREFIXES)]
    assert all(made.values())


def test_the_worker_converts_as_the_one_here():
    """Bytes stay as they were produced."""
    made = connector.worker(SETTINGS)

    assert made["value.converter"] == "org.apache.kafka.connect.converters.ByteArrayConverter"
    assert made["key.converter"] == "org.apache.kafka.connect.storage.StringConverter"


def test_the_connector_is_the_one_here_on_more_brokers():
    """Names, layout and flush are the same; dead letters have a copy on each broker."""
    here, there = connector_config(SETTINGS), connector.configuration(SETTINGS, "eu-west-1", copies=2)
    moved = {"name", "consumer.override.max.poll.records"}

    assert set(here) - set(there) == moved
    assert {key for key in there if there[key] != here.get(key)} == {"s3.region", connector.COPIES}
    assert there[connector.COPIES] == "2"


def test_settings_reach_the_connector(made):
    """As ``corkboard up --records-per-object`` does here."""
    own = load({"target": "aws", "prefix": "team7", "connect": {"records_per_object": 50}}, environ={})
    found = next(every(made("default", own), "AWS::KafkaConnect::Connector")).properties

    assert found["ConnectorName"] == "team7-s3-sink"
    assert found["ConnectorConfiguration"]["flush.size"] == "50"
    assert found["ConnectorConfiguration"]["s3.bucket.name"] == "user-team7-bucket"


@pytest.mark.parametrize("text", ["", "# only a comment\n\n"])
def test_a_file_without_properties_has_none(text):
    """Comments and blank lines say nothing."""
    assert properties.lines(text) == {}


def test_properties_come_back_as_they_were_written():
    """A value may hold ``=``."""
    written = {"a.b": "1", "c": "x=y"}

    assert properties.lines(properties.text(written)) == written
