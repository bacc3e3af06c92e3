"""The Kinesis source: where it lies, and what it is asked."""

from __future__ import annotations

import json

from corkboard import catalogue
from corkboard.epochs import Epoch
from corkboard.settings import load
from corkboard.spark import kinesis
from corkboard_spark.streaming import source

KEYS = {"access_key_id": "the key", "secret_access_key": "the secret"}


def options(tmp_path, *, has_past=False, **sections):
    """Return what the source is asked for pins."""
    settings = load({"home": tmp_path, "prefix": "team", **sections}, environ={})
    epoch = Epoch(1, 1_000_000_000.25, "a", has_past)
    return source.options(settings, catalogue.PIN, epoch, records_per_batch=7)


def test_in_a_checkout_the_source_lies_beside_the_package():
    """Its folder, not the package itself, is what goes on a path."""
    found = kinesis.folder()

    assert (found / "pyspark_kinesis" / "__init__.py").is_file()
    assert found.parent.name == "services"


def test_the_source_is_asked_for_a_feeds_stream_from_its_beginning(tmp_path):
    """At the emulator, with the settings' keys."""
    asked = options(tmp_path, aws=KEYS)

    assert asked["streamName"] == "streaming-team-pin"
    assert (asked["endpoint"], asked["awsAccessKey"]) == ("http://127.0.0.1:4566", "the key")
    assert (asked["initialPosition"], asked["maxRecordsPerTrigger"]) == ("trim_horizon", "7")


def test_a_stream_that_went_on_at_a_reset_is_read_from_that_moment(tmp_path):
    """What other users and earlier runs put into it before is left out."""
    asked = options(tmp_path, has_past=True)

    assert json.loads(asked["initialPosition"]) == {"at_timestamp": "2001-09-09T01:46:40.250000+00:00"}


def test_on_aws_boto3_finds_endpoint_and_keys(tmp_path):
    """No option names them."""
    asked = options(tmp_path, target="aws", aws={"region": "eu-west-1"})

    assert not {"endpoint", "awsAccessKey", "awsSecretKey"} & set(asked)


def test_three_queries_on_one_stream_share_its_requests(tmp_path):
    """Kinesis takes five a second and shard."""
    asked = options(tmp_path, kinesis={"shared_stream": "Kinesis-Prod-Stream"})

    assert (asked["streamName"], asked["minFetchPeriod"]) == ("Kinesis-Prod-Stream", "1s")
