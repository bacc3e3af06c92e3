"""The token, and whose keys make it."""

from __future__ import annotations

import base64
import time

import pytest

from corkboard.kafka import signing
from corkboard.settings import load

KAFKA = {"security": "msk-iam", "access_key_id": "kafkas", "secret_access_key": "its secret"}
AWS = {"access_key_id": "everybodys", "secret_access_key": "another secret", "region": "eu-west-2"}


def settings(tmp_path, **sections):
    """Return settings that nothing around the test changes."""
    return load({"home": tmp_path, **sections}, environ={})


def test_the_end_is_in_seconds(tmp_path):
    """In milliseconds it would lie in the far future, and the token would never be renewed."""
    token, ends_at = signing.token_maker(settings(tmp_path, kafka=KAFKA, aws=AWS))("")

    address = base64.urlsafe_b64decode(token + "==").decode()
    assert 800 < ends_at - time.time() <= 900
    assert address.startswith("https://kafka.eu-west-2.amazonaws.com/?Action=kafka-cluster%3AConnect")
    assert "its secret" not in address


@pytest.mark.parametrize(
    ("sections", "key"), [({"kafka": KAFKA, "aws": AWS}, "kafkas"), ({"aws": AWS}, "everybodys")]
)
def test_kafkas_own_keys_come_before_those_of_aws(tmp_path, sections, key):
    """Here the listener has keys of its own; on AWS one role does everything."""
    own = settings(tmp_path, **sections)

    assert (signing.keys(own) or ("",))[0] == key
    assert signing.key_environment(own)["AWS_ACCESS_KEY_ID"] == key
    assert signing.key_environment(own)["AWS_REGION"] == "eu-west-2"


def test_on_aws_kafka_is_reached_with_iam_unless_another_way_is_named(tmp_path):
    """MSK's cluster of the deployment has no other listener."""
    aws = settings(tmp_path, target="aws", kafka={"bootstrap_servers": "b-1.example:9098"})

    assert aws.kafka.client_conf()["sasl.mechanisms"] == "OAUTHBEARER"
    assert aws.kafka.java_conf()["sasl.mechanism"] == "AWS_MSK_IAM"
    assert aws.kafka.java_options() == []
    assert "security.protocol" not in settings(tmp_path).kafka.client_conf()
