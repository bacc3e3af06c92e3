"""What the REST proxy says about the cluster is what the cluster is."""

from __future__ import annotations

PARTITION = {"partition": 0, "leader": 1, "replicas": [{"broker": 1, "leader": True, "in_sync": True}]}


def test_a_new_topic_is_listed_at_once(proxy, topic):
    """And Kafka's own topics are not."""
    names = proxy.ask("GET", "/topics").body

    assert topic in names
    assert not [name for name in names if name.startswith("__")]


def test_a_topic_is_shown_with_its_configuration_and_partitions(proxy, topic):
    """All values in effect, as texts."""
    shown = proxy.ask("GET", f"/topics/{topic}").body

    assert (shown["name"], shown["partitions"]) == (topic, [PARTITION])
    assert shown["configs"]["cleanup.policy"] == "delete"
    assert all(isinstance(value, str) for value in shown["configs"].values())


def test_partitions_are_shown_one_by_one_and_together(proxy, make_topic):
    """In order."""
    topic = make_topic(partitions=2)

    assert proxy.ask("GET", f"/topics/{topic}/partitions").body == [PARTITION, {**PARTITION, "partition": 1}]
    assert proxy.ask("GET", f"/topics/{topic}/partitions/1").body == {**PARTITION, "partition": 1}


def test_offsets_follow_what_is_produced(proxy, topic):
    """The first one, and the one after the last."""
    before = proxy.ask("GET", f"/topics/{topic}/partitions/0/offsets").body
    proxy.post(topic, {"value": 1}, {"value": 2})

    assert before == {"beginning_offset": 0, "end_offset": 0}
    assert proxy.ask("GET", f"/topics/{topic}/partitions/0/offsets").body == {
        "beginning_offset": 0,
        "end_offset": 2,
    }


def test_the_proxy_is_healthy_while_the_broker_answers(proxy):
    """And says which brokers there are."""
    reply = proxy.ask("GET", "/health")

    assert (reply.status, reply.body["status"], reply.body["brokers"]) == (200, "ok", [1])
    assert proxy.ask("GET", "/brokers").body == {"brokers": [1]}


def test_the_gateway_passes_look_ups_too(proxy, topic):
    """Method and path pass, the answer carries both identities."""
    reply = proxy.ask("GET", f"/prod/topics/{topic}/partitions", gateway=True)

    assert reply.body == [PARTITION]
    assert {"x-amzn-requestid", "x-amz-apigw-id", "x-amzn-remapped-content-length"} <= set(reply.headers)


def test_a_file_of_confluents_is_taken_and_what_it_does_not_do_is_named(make_proxy, broker, topic):
    """Its listener, its identity, its broker; the rest is in the log, each key once."""
    made = make_proxy(
        "id=kafka-rest-1",
        f"bootstrap.servers=PLAINTEXT://{broker.settings.kafka.bootstrap_servers}",
        "zookeeper.connect=localhost:2181",
        "client.request.timeout.ms=5000",
    )

    assert made.ask("GET", "/health").body["id"] == "kafka-rest-1"
    assert made.post(topic, {"value": 1}).status == 200
    assert made.log.read_text().count('"key": "zookeeper.connect"') == 1
    assert "request.timeout.ms" not in made.log.read_text()
