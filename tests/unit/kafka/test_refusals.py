"""A refusal is one sentence: who, why, and what to do."""

from __future__ import annotations

import pytest
from confluent_kafka import KafkaError

from corkboard.kafka.explained import Heard
from corkboard.kafka.refusals import refusal

BROKER = "sasl_ssl://b-1.demo.kafka.us-east-1.amazonaws.com:9098/1: "
NAMED = "the broker b-1.demo.kafka.us-east-1.amazonaws.com:9098 refused the sign-in: "


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            BROKER
            + 'SASL authentication error: {"status":"Access denied: unknown access key"} '
            + "(after 12ms in state AUTH_REQ)",
            NAMED + "Access denied: unknown access key; check the access key's id",
        ),
        (
            BROKER
            + "SASL authentication error: [0a-1b]: Access denied (after 300ms in state AUTH_REQ, 2 identical)",
            NAMED + "Access denied; MSK does not say why: ",
        ),
        (BROKER + "SASL authentication error:  (after 3ms in state AUTH_REQ)", "MSK does not say why: "),
        (
            "Failed to acquire SASL OAUTHBEARER token: no token",
            "Failed to acquire SASL OAUTHBEARER token: no token; check the AWS credentials",
        ),
        (BROKER + "Connect refused (after 0ms in state CONNECT)", "Connect refused"),
    ],
)
def test_words_of_a_connection_become_a_sentence(text, sentence):
    """What librdkafka adds for itself is left out; where MSK says nothing, the clock is among the reasons."""
    said = refusal(text, "_AUTHENTICATION")

    assert sentence in said
    assert "after" not in said
    assert ("this machine's clock" in said) == ("MSK does not say why" in said)


def test_a_missing_right_is_named():
    """As IAM calls it, not as Kafka does."""
    said = refusal("Broker: Group authorization failed", "GROUP_AUTHORIZATION_FAILED")

    assert said == (
        "Broker: Group authorization failed; "
        "the policy lacks kafka-cluster:AlterGroup, DescribeGroup or DeleteGroup on this group"
    )


def test_what_was_heard_last_explains_a_silent_error_and_no_other():
    """That all brokers are down is heard last and explains nothing."""
    heard = Heard()
    silent, own = KafkaError(KafkaError._TRANSPORT), KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART)
    before = heard.words(silent)

    heard(KafkaError(KafkaError._AUTHENTICATION, BROKER + "SASL authentication error: Access denied"))
    heard(KafkaError(KafkaError._ALL_BROKERS_DOWN, "1/1 brokers are down"))

    assert before == silent.str()
    assert heard.words(silent).startswith(NAMED)
    assert heard.words(own) == own.str()


def test_what_ends_a_producer_is_heard_once_and_said_for_good():
    """Later troubles of its connections do not take its place."""
    heard, ended = Heard(), KafkaError(KafkaError._FATAL)

    heard(KafkaError(KafkaError.CLUSTER_AUTHORIZATION_FAILED, "Cluster authorization failed", True))
    heard(KafkaError(KafkaError._TRANSPORT, BROKER + "Disconnected"))

    assert heard.words(ended).endswith("the policy lacks kafka-cluster:WriteDataIdempotently on the cluster")
