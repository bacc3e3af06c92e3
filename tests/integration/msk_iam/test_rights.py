"""A right that the policy lacks is missed here as it would be on MSK, and said."""

from __future__ import annotations

import pytest
from proxy_process import Proxy

from corkboard import catalogue, clients
from corkboard.errors import CorkboardError, UnavailableError
from corkboard.kafka import signing
from corkboard.provision import apply, empty, ready
from corkboard.provision.observe import topics
from corkboard.provision.plan import Step
from corkboard.provision.wanted import wanted
from corkboard.stack.msk_iam import listener
from corkboard.stack.msk_iam.rights import CLUSTER, Right, rights
from corkboard.verify import kafka

SEE, WRITE, READ = ("DESCRIBE", "WRITE", "READ")
EVERY_TOPIC = "arn:aws:kafka:us-east-1:000000000000:topic/demo/0-0/*"
IDEMPOTENT = Right("cluster", CLUSTER, is_prefix=False, operation="IDEMPOTENT_WRITE")


def on(topic: str, *operations: str) -> list[Right]:
    """Return rights on one topic."""
    return [Right("topic", topic, is_prefix=False, operation=one) for one in operations]


def is_closed(refusal: str) -> bool:
    """Say whether a right to write is missing: on the cluster, which ends the producer, or on the topic."""
    return "the policy lacks kafka-cluster:WriteData" in refusal


def is_open(refusal: str) -> bool:
    """Say whether there was none."""
    return not refusal


@pytest.fixture
def probe(broker):
    """Return the topic in which ``provision`` proves a produce."""
    topic = catalogue.probe_topic(broker.settings.prefix)
    if topic not in topics(broker.administrator):
        broker.create_topic(topic)
    return topic


@pytest.fixture
def make_proxy(tmp_path):
    """Return a factory of REST proxies that sign in with a client's key."""
    made = []

    def make(settings):
        section = settings.kafka
        environment = {
            "CORKBOARD_KAFKA__SECURITY": section.security,
            "CORKBOARD_KAFKA__CA_FILE": str(section.ca_file),
            "CORKBOARD_KAFKA__ACCESS_KEY_ID": section.access_key_id.get_secret_value(),
            "CORKBOARD_KAFKA__SECRET_ACCESS_KEY": section.secret_access_key.get_secret_value(),
        }
        made.append(Proxy(settings, tmp_path, environment=environment))
        return made[-1]

    yield make
    for proxy in made:
        proxy.end()


def test_the_policys_rights_are_all_that_the_pipeline_needs(broker):
    """`provision`, `wait`, `verify` and `reset`, with the rights of the CDK's policy alone."""
    settings = broker.settings
    there = topics(broker.administrator)

    for topic, partitions in wanted(settings).topics.items():
        if topic not in there:
            apply._make_topic(settings, Step("topic", topic, partitions))
    apply._prove_a_produce(settings)

    assert set(wanted(settings).topics) <= set(topics(settings))
    assert set(ready.landed(settings)) == set(catalogue.topics(settings.prefix))
    assert kafka.read_dead_letters(settings) == []
    empty._remove_topics(settings, list(wanted(settings).topics))
    assert not set(wanted(settings).topics) & set(topics(broker.administrator))


def test_what_the_policy_does_not_name_is_closed(broker):
    """A topic of somebody else's is not even listed."""
    foreign = broker.topic()

    assert foreign not in topics(broker.settings)


def test_a_star_alone_is_every_topic(broker):
    """Kafka takes it as a name, and refuses a prefix of nothing."""
    foreign = broker.topic()
    statement = {"Effect": "Allow", "Action": ["kafka-cluster:DescribeTopic"], "Resource": [EVERY_TOPIC]}

    assert foreign in topics(broker.client(*rights([statement])))


@pytest.mark.parametrize(
    ("operations", "more", "lacks"),
    [
        ([SEE], [IDEMPOTENT], "kafka-cluster:WriteData, .* on this topic"),
        ([SEE, WRITE], [], "kafka-cluster:WriteDataIdempotently on the cluster"),
    ],
)
def test_a_producer_without_a_right_says_which(broker, probe, operations, more, lacks):
    """`provision` and `up` end with that sentence. Kafka's own lists would do without the second."""
    settings = broker.client(*on(probe, *operations), *more)

    with pytest.raises(
        UnavailableError, match=rf"^kafka acknowledged no record .*; the policy lacks {lacks}"
    ):
        apply._prove_a_produce(settings)


def test_a_right_that_the_policy_loses_is_taken(broker, probe):
    """The next `up` does it, on a stack that has run with more."""
    settings = broker.client(*on(probe, SEE, WRITE), IDEMPOTENT)
    apply._prove_a_produce(settings)

    listener.give(broker.administrator, signing.keys(settings)[0], {*on(probe, SEE), IDEMPOTENT})

    with pytest.raises(UnavailableError, match="kafka-cluster:WriteData, "):
        apply._prove_a_produce(settings)


def test_a_topic_that_may_not_be_made_is_named(broker):
    """CreateTopic is missing."""
    settings = broker.client(*on("forbidden", SEE))

    with pytest.raises(CorkboardError, match=r"forbidden.*the policy lacks kafka-cluster:.*CreateTopic"):
        apply._make_topic(settings, Step("topic", "forbidden", 1))


def test_a_reader_without_a_right_says_which(broker, probe):
    """`verify` ends with that sentence, and does not wait."""
    apply._prove_a_produce(broker.settings)
    groups = [Right("group", broker.settings.prefix, is_prefix=True, operation=one) for one in (SEE, READ)]
    settings = broker.client(*on(probe, SEE), *groups)

    with pytest.raises(UnavailableError, match=r"the policy lacks kafka-cluster:.*ReadData.* on this topic"):
        kafka.read_one(settings, probe, 0, 0)


def test_a_group_whose_offsets_may_not_be_read_is_named(broker, probe):
    """`wait` needs DescribeGroup on the sink's group."""
    consumer = clients.kafka_consumer(broker.client(*on(probe, SEE, READ)), group="another")

    with pytest.raises(clients.KafkaException) as refused:
        consumer.committed([clients.TopicPartition(probe, 0)], timeout=3)
    consumer.close()
    assert "the policy lacks kafka-cluster:AlterGroup, DescribeGroup" in refused.value.args[0].str()


def test_the_rest_proxy_signs_in_and_tells_its_client_what_is_missing(broker, probe, make_proxy):
    """As on the EC2 machine: 403's code in the record's place, with the action that the policy lacks."""
    closed = broker.topic()
    proxy = make_proxy(broker.client(*on(probe, SEE, WRITE), *on(closed, SEE), IDEMPOTENT))

    open_reply = proxy.post(probe, {"value": {"index": 1}})
    closed_reply = proxy.post(closed, {"value": {"index": 1}})

    assert open_reply.status == 200, open_reply.body
    [refused] = closed_reply.body["offsets"]
    assert refused["error_code"] == 40301
    assert "the policy lacks kafka-cluster:WriteData" in refused["error"]


def test_a_rest_proxy_whose_rights_come_and_go_needs_no_restart(broker, make_proxy):
    """Without them its producer ends for good, and says why; another follows, and no record is there twice."""
    topic, stored = broker.topic(), []
    may, may_not = {*on(topic, SEE, WRITE), IDEMPOTENT}, set(on(topic, SEE))
    settings = broker.client(*may_not)
    proxy = make_proxy(settings)

    def refusal():
        [entry] = proxy.post(topic, {"value": len(stored)}).body["offsets"]
        if entry["error"] is None:
            stored.append((None, b"%d" % len(stored)))
        return entry["error"] or ""

    def health():
        return proxy.ask("GET", "/health").status

    proxy.wait_until(lambda: is_closed(refusal()) and health() == 503, 30)
    for allowed, is_reached in ((may, is_open), (may_not, is_closed), (may, is_open)):
        listener.give(broker.administrator, signing.keys(settings)[0], allowed)
        proxy.wait_until(lambda is_reached=is_reached: is_reached(refusal()), 30)
    proxy.wait_until(lambda: health() == 200, 30)

    assert broker.read(topic, settings=broker.administrator) == stored
