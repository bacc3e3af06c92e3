"""``--records-per-object`` on a real sink: what it changes, and that it stays changed."""

from __future__ import annotations

import requests

from corkboard import catalogue, clients
from corkboard.provision.ready import wait_connector, wait_landed


def test_the_sink_is_changed_and_a_plain_provision_leaves_it_so(fresh, corkboard):
    """One record an object from then on."""
    own = fresh()
    verb = ("provision", "--prefix", own.prefix, "--json")

    corkboard(*verb, "--records-per-object", "1", home=own.home)
    corkboard(*verb, home=own.home)

    name = catalogue.sink_connector(own.prefix)
    config = requests.get(f"{own.connect.url}/connectors/{name}/config", timeout=10).json()
    assert config["flush.size"] == "1"
    wait_connector(own, timeout_s=30)
    topic = catalogue.PIN.topic(own.prefix)
    producer = clients.kafka_producer(own)
    for number in range(3):
        producer.produce(topic, b'{"index":%d}' % number)
    assert producer.flush(20) == 0
    wait_landed(own, timeout_s=30, report=lambda *_: None)
    found = clients.s3(own).list_objects_v2(Bucket=catalogue.bucket(own.prefix))
    assert found["KeyCount"] == 3
