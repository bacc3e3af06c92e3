"""The one MSK cluster: the stack's broker, as MSK describes a cluster."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from corkboard import catalogue
from corkboard_proxy.msk.errors import NotFoundError
from corkboard_proxy.msk.paging import page
from corkboard_proxy.msk.state import ACCOUNT

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard_proxy.msk.worker import Worker

FIRST_VERSION = "K1"
MACHINE = "this machine"  # where MSK says kafka.t3.small


class Clusters:
    """The calls on clusters.

    Args:
        settings: Where the broker is.
        began_at: When the cluster was first asked for, as AWS writes it.
        worker: Knows Kafka's version.
    """

    def __init__(self, settings: Settings, began_at: str, worker: Worker) -> None:
        self._settings = settings
        self._began_at = began_at
        self._worker = worker
        self._name = catalogue.msk_cluster(settings.prefix)
        region = settings.aws.region
        identity = uuid.uuid5(uuid.NAMESPACE_URL, str(settings.state_dir))
        self._arn = f"arn:aws:kafka:{region}:{ACCOUNT}:cluster/{self._name}/{identity}-2"

    async def describe(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the cluster in the first version's shape."""
        self._require(asked)
        return {"clusterInfo": {**self._about(), **await self._provisioned()}}

    async def describe_v2(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the cluster."""
        self._require(asked)
        return {"clusterInfo": await self._second()}

    async def listed(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the one cluster in the first version's shape."""
        found = {self._name: {**self._about(), **await self._provisioned()}}
        return page("clusterInfoList", found, asked, asked.get("ClusterNameFilter", ""))

    async def listed_v2(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the one cluster, unless serverless ones are asked for."""
        is_wanted = asked.get("ClusterTypeFilter", "PROVISIONED").upper() == "PROVISIONED"
        found = {self._name: await self._second()} if is_wanted else {}
        return page("clusterInfoList", found, asked, asked.get("ClusterNameFilter", ""))

    async def brokers(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return where clients connect: with IAM over TLS, or without either."""
        self._require(asked)
        kafka = self._settings.kafka
        return {f"bootstrapBrokerString{'SaslIam' if kafka.has_iam else ''}": kafka.bootstrap_servers}

    def _require(self, asked: dict[str, Any]) -> None:
        if asked["ClusterArn"] != self._arn:
            raise NotFoundError(
                f"there is no cluster {asked['ClusterArn']}; there is {self._arn}", parameter="clusterArn"
            )

    def _about(self) -> dict[str, Any]:
        return {
            "clusterArn": self._arn,
            "clusterName": self._name,
            "creationTime": self._began_at,
            "currentVersion": FIRST_VERSION,
            "state": "ACTIVE",
            "tags": {},
        }

    async def _second(self) -> dict[str, Any]:
        return {**self._about(), "clusterType": "PROVISIONED", "provisioned": await self._provisioned()}

    async def _provisioned(self) -> dict[str, Any]:
        has_iam = self._settings.kafka.has_iam
        in_transit = {"clientBroker": "TLS" if has_iam else "PLAINTEXT", "inCluster": False}
        sign_in = {"sasl": {"iam": {"enabled": has_iam}}, "unauthenticated": {"enabled": not has_iam}}
        return {
            "brokerNodeGroupInfo": {"clientSubnets": [], "instanceType": MACHINE, "securityGroups": []},
            "clientAuthentication": sign_in,
            "currentBrokerSoftwareInfo": {"kafkaVersion": await self._worker.version()},
            "encryptionInfo": {"encryptionInTransit": in_transit},
            "enhancedMonitoring": "DEFAULT",
            "numberOfBrokerNodes": len(self._settings.kafka.bootstrap_servers.split(",")),
        }
