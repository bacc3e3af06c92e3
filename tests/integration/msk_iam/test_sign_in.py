"""The right key signs in; every other is refused, and the person reads why in one sentence."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import botocore.auth
import pytest

from corkboard import clients
from corkboard.errors import SettingsError, UnavailableError
from corkboard.kafka import signing
from corkboard.provision import observe
from corkboard.provision.observe import topics

SAYS_S = 6
LOOK_S = 0.5
SILENCE_S = 2
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


def said(settings, reason: str, **conf) -> str:
    """Return what a person reads who lists topics: as soon as it has the reason, or all that there is."""
    admin, deadline = clients.kafka_admin(settings, log_level=0, **conf), time.monotonic() + SAYS_S
    while not re.search(reason, words := _said_within(admin, LOOK_S)) and time.monotonic() < deadline:
        assert words, "the sign-in worked"
    return words


def _said_within(admin, seconds: float) -> str:
    """Return the error of a question for the topics; nothing when it is answered."""
    try:
        admin.list_topics(timeout=seconds)
    except clients.KafkaException as error:
        return error.args[0].str()
    return ""


def token_of(settings, monkeypatch, *, hours: float) -> str:
    """Return a token that a machine would make whose clock is wrong by so many hours."""
    now = datetime.now(UTC) + timedelta(hours=hours)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *_, **__: now.replace(tzinfo=None))
    return signing.token_maker(settings)("")[0]


def test_the_right_key_signs_in(broker):
    """Producer, consumer and administration client use the same listener and key."""
    topic = broker.settings.prefix + ".pin"
    if topic not in topics(broker.settings):
        broker.create_topic(topic)
    producer = clients.kafka_producer(broker.settings)
    producer.produce(topic, b"mine")
    consumer = clients.kafka_consumer(broker.settings, group=f"{broker.settings.prefix}-read")

    assert producer.flush(10) == 0
    consumer.subscribe([topic])
    message = consumer.poll(20)
    consumer.close()
    assert message is not None
    assert (message.error(), message.value()) == (None, b"mine")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"secret_access_key": "another"}, "the signature does not match.*check the secret access key"),
        ({"access_key_id": "nobody"}, "unknown access key; check the access key's id"),
        ({"region": "eu-west-1"}, "signed for kafka.eu-west-1.*set aws.region to the cluster's"),
        ({"ca_file": AUTHORITIES}, "certificate verify failed.*set kafka.ca_file"),
    ],
)
def test_a_wrong_setting_is_refused_and_named(broker, changes, reason):
    """Where librdkafka alone says "transport failure"."""
    words = said(broker.changed(**changes), reason)

    assert re.search(reason, words), words
    assert "\n" not in words


def test_provision_ends_with_that_sentence(broker, monkeypatch):
    """Its error names the service, and has the reason."""
    monkeypatch.setattr(observe, "TIMEOUT_S", 3)
    with pytest.raises(UnavailableError, match=r"^kafka: the broker .* refused the sign-in: Access denied"):
        topics(broker.changed(secret_access_key="another"))


@pytest.mark.parametrize(("hours", "reason"), [(-0.3, "expired at"), (0.3, "signed in the future")])
def test_a_wrong_clock_is_explained_with_both_times(broker, monkeypatch, hours, reason):
    """Behind by more than a token's life, or ahead by more than five minutes."""
    token = token_of(broker.settings, monkeypatch, hours=hours)

    words = said(broker.settings, reason, oauth_cb=lambda _: (token, time.time() + 900))

    assert reason in words
    assert "the broker's clock says" in words
    assert "set this machine's clock" in words


def test_a_token_that_is_not_signed_is_refused(broker):
    """It is what OAUTHBEARER's own tokens look like."""
    reason = "this is no token of MSK IAM"
    token = "eyJhbGciOiJub25lIn0.e30."

    assert reason in said(broker.settings, reason, oauth_cb=lambda _: (token, time.time() + 900))


def test_nobody_comes_in_without_a_sign_in(broker):
    """Not in plain text, and not with TLS alone."""
    plain = broker.changed(security="plaintext", ca_file=None)
    tls = {"security.protocol": "SSL", "ssl.ca.location": str(broker.settings.kafka.ca_file)}

    for conf in ({}, tls):
        assert _said_within(clients.kafka_admin(plain, log_level=0, **conf), SILENCE_S)


def test_credentials_that_do_not_exist_are_missed_before_anything_is_sent(broker, monkeypatch, tmp_path):
    """As on a machine without a role."""
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for variable in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(variable, str(tmp_path / "none"))
    kafka = broker.settings.kafka.model_copy(update={"access_key_id": None})
    aws = broker.settings.aws.model_copy(update={"access_key_id": None})

    with pytest.raises(SettingsError, match="there are no AWS credentials to sign in with"):
        topics(broker.settings.model_copy(update={"kafka": kafka, "aws": aws}))


def test_a_client_asks_for_a_new_token_before_the_old_one_ends(broker, monkeypatch):
    """A producer outlives three tokens; with an end in milliseconds it would ask once."""
    monkeypatch.setattr(signing.MSKAuthTokenProvider, "DEFAULT_TOKEN_EXPIRY_SECONDS", 2)
    make, made = signing.token_maker(broker.settings), []
    producer = clients.kafka_producer(
        broker.settings, oauth_cb=lambda text: made.append(make(text)) or made[-1]
    )
    topic, refused, ends_at = broker.settings.prefix + ".pin", [], time.monotonic() + 5
    if topic not in topics(broker.settings):
        broker.create_topic(topic)

    while time.monotonic() < ends_at:
        producer.produce(topic, b"x", on_delivery=lambda error, _: refused.append(error) if error else None)
        producer.poll(0.2)

    assert producer.flush(10) == 0
    assert refused == []
    assert len(made) >= 3
