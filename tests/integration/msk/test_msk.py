"""A plugin from S3 and connectors, as a script written for MSK Connect makes them."""

from __future__ import annotations

import secrets

import pytest
import requests

from corkboard import catalogue
from corkboard.provision.ready import wait_connector
from corkboard.stack.processes import noted

TINY = "org.example.Tiny"
SINK = "io.confluent.connect.s3.S3SinkConnector"


def _worker(settings):
    return noted(settings.state_dir / "conf" / "connect.pid.json")


def test_a_plugin_from_s3_runs_a_connector_beside_the_stacks_own(msk, tiny_zip):
    """The worker has started with it, the sink runs again, and the connector goes as it came."""
    msk.upload(tiny_zip)
    name = f"tiny-{secrets.token_hex(4)}"
    plugin = msk.plugin("tiny")

    found = msk.connector(name, {"connector.class": TINY, "topics": "any"}, [plugin["customPluginArn"]])

    wait_connector(msk.settings, timeout_s=60)
    own = catalogue.sink_connector(msk.settings.prefix)
    listed = {
        one["connectorName"]: one["connectorState"] for one in msk.connect.list_connectors()["connectors"]
    }
    assert (plugin["customPluginState"], found["connectorState"]) == ("ACTIVE", "RUNNING"), (plugin, found)
    assert (listed[own], listed[name]) == ("RUNNING", "RUNNING")
    msk.connect.delete_connector(connectorArn=found["connectorArn"], currentVersion=found["currentVersion"])
    with pytest.raises(msk.connect.exceptions.NotFoundException):
        msk.connect.describe_connector(connectorArn=found["connectorArn"])
    assert name not in requests.get(f"{msk.settings.connect.url}/connectors", timeout=30).json()


def test_a_zip_that_cannot_be_unpacked_is_told_and_the_worker_runs_on(msk, tiny_zip):
    """What is there of the zip looks like a plugin."""
    spoiled = bytearray(tiny_zip)
    spoiled[200] ^= 0xFF
    msk.upload(bytes(spoiled))
    before = _worker(msk.settings)

    found = msk.plugin("spoiled")

    assert found["customPluginState"] == "CREATE_FAILED"
    assert "cannot be unpacked" in found["stateDescription"]["message"]
    assert _worker(msk.settings) == before


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"connector.class": "org.example.Absent"}, "org.example.Absent"),
        ({"connector.class": SINK, "topics": "t", "flush.size": "many", "s3.bucket.name": "b"}, "flush.size"),
    ],
    ids=["unknown class", "bad value"],
)
def test_what_connect_refuses_is_a_bad_request_with_its_reason(msk, config, words):
    """Never a server's error."""
    with pytest.raises(msk.connect.exceptions.BadRequestException, match=words):
        msk.connector("refused", config)


def test_a_connector_is_changed_by_its_version_and_fails_where_its_task_does(msk):
    """The sink with its real configuration, and then with one that its task's consumer does not take."""
    own, name = catalogue.sink_connector(msk.settings.prefix), f"second-{secrets.token_hex(4)}"
    config = requests.get(f"{msk.settings.connect.url}/connectors/{own}/config", timeout=30).json()
    made = msk.connector(name, {**config, "name": name})

    changed = msk.connect.update_connector(
        connectorArn=made["connectorArn"],
        currentVersion=made["currentVersion"],
        connectorConfiguration={**config, "consumer.override.interceptor.classes": "no.such.Class"},
    )

    look = lambda: msk.connect.describe_connector(connectorArn=made["connectorArn"])  # noqa: E731 - used once
    found = msk.settled(lambda: _later(look(), made), "connectorState")
    assert (made["connectorState"], changed["connectorState"]) == ("RUNNING", "UPDATING")
    assert found["connectorState"] == "FAILED"
    assert "no.such.Class" in found["stateDescription"]["message"]


def _later(found, before):
    """Return a look, as UPDATING while it still shows the tasks of before."""
    is_old = found["connectorState"] == before["connectorState"]
    return {**found, "connectorState": "UPDATING"} if is_old else found


def test_the_stacks_broker_is_the_one_cluster(msk):
    """A script takes its brokers from there."""
    [cluster] = msk.kafka.list_clusters()["ClusterInfoList"]

    brokers = msk.kafka.get_bootstrap_brokers(ClusterArn=cluster["ClusterArn"])["BootstrapBrokerString"]

    assert brokers == msk.settings.kafka.bootstrap_servers
    assert msk.kafka.describe_cluster_v2(ClusterArn=cluster["ClusterArn"])["ClusterInfo"]["State"] == "ACTIVE"
