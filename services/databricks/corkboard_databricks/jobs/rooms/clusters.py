"""``clusters/*``: there is one cluster, and every name means it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corkboard import control
from corkboard.errors import CorkboardError
from corkboard_databricks.jobs import requests as ask
from corkboard_databricks.jobs.reading import shaped
from corkboard_databricks.jobs.shown import CLUSTER, CREATOR

if TYPE_CHECKING:
    from corkboard.settings import Settings

ANSWER_S = 3


class Clusters:
    """Answers calls about clusters, and who is asking.

    Args:
        settings: Which stack.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._version = f"{settings.databricks.runtime}.x-scala2.13"

    def listed(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the cluster."""
        del members
        return {"clusters": [self._shown(CLUSTER)]}

    def get(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the cluster under the name that it was asked for by."""
        return self._shown(shaped(members, ask.OneCluster).cluster_id)

    def spark_versions(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the runtime that the cluster says it is."""
        del members
        name = f"{self._settings.databricks.runtime} (Corkboard, Scala 2.13)"
        return {"versions": [{"key": self._version, "name": name}]}

    def me(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return who is asking: there is but one."""
        del members
        return {"id": "1", "userName": CREATOR, "displayName": CREATOR, "active": True}

    def _shown(self, name: str) -> dict[str, Any]:
        state, message = "RUNNING", ""
        try:
            control.ask(self._settings, "runs", timeout_s=ANSWER_S)
        except CorkboardError as error:
            state, message = "PENDING", error.message
        return {
            "cluster_id": name,
            "cluster_name": CLUSTER,
            "creator_user_name": CREATOR,
            "spark_version": self._version,
            "node_type_id": "local",
            "num_workers": 0,
            "state": state,
            "state_message": message,
            "cluster_source": "API",
        }
