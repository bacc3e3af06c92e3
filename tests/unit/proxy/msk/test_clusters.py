"""The cluster as MSK describes one, by how its clients sign in."""

from __future__ import annotations

import asyncio

import pytest

from corkboard.settings import load
from corkboard_proxy.msk.clusters import Clusters


class Worker:
    """Knows Kafka's version."""

    async def version(self):
        return "4.3.1"


@pytest.mark.parametrize(
    ("security", "key", "in_transit"),
    [("plaintext", "bootstrapBrokerString", "PLAINTEXT"), ("msk-iam", "bootstrapBrokerStringSaslIam", "TLS")],
)
def test_brokers_are_named_by_the_way_that_clients_sign_in(tmp_path, security, key, in_transit):
    """A script that asks for MSK's IAM listener finds it where there is one."""
    kafka = {"security": security, "bootstrap_servers": "127.0.0.1:9098"}
    clusters = Clusters(
        load({"home": tmp_path, "kafka": kafka}, environ={}), "2026-01-01T00:00:00Z", Worker()
    )

    [found] = asyncio.run(clusters.listed({}))["clusterInfoList"]
    brokers = asyncio.run(clusters.brokers({"ClusterArn": found["clusterArn"]}))

    assert brokers == {key: "127.0.0.1:9098"}
    assert found["encryptionInfo"]["encryptionInTransit"]["clientBroker"] == in_transit
    assert found["clientAuthentication"]["sasl"]["iam"]["enabled"] == (security == "msk-iam")
