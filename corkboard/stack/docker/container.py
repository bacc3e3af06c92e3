"""One container, as Docker describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROLE = "corkboard.role"
ONCE = "com.docker.compose.oneoff"


@dataclass(frozen=True, slots=True)
class Container:
    """One container.

    Attributes:
        service: Its name in the compose files.
        id: Docker's.
        labels: Its labels.
        status: Such as ``running`` or ``exited``.
        health: ``healthy``, ``starting`` or ``unhealthy``; empty where nothing looks.
        exit_code: Of one that has ended.
        started_at: When it was started, as ISO 8601; empty before.
        pid: Its first process, as the machine counts; 0 when it does not run.
    """

    service: str
    id: str
    labels: Mapping[str, str]
    status: str
    health: str
    exit_code: int
    started_at: str
    pid: int

    @property
    def is_usable(self) -> bool:
        """Whether it runs and nothing says that it is not ready; of a job, whether it ended well."""
        if self.labels.get(ROLE) == "job":
            return self.status == "exited" and self.exit_code == 0
        return self.status == "running" and self.health in ("", "healthy")

    @property
    def has_failed(self) -> bool:
        """Whether it ended badly, or whoever looks at it has given it up."""
        is_over = self.status in ("exited", "dead") and self.exit_code != 0
        return is_over or self.status == "restarting" or self.health == "unhealthy"

    def is_among(self, others: Iterable[Container]) -> bool:
        """Say whether it is one of those, and was not started again since."""
        return any(one.id == self.id and one.started_at == self.started_at for one in others)

    @property
    def words(self) -> str:
        """Its state as a person says it."""
        if self.labels.get(ROLE) == "job":
            return {"exited": "done" if self.exit_code == 0 else f"failed with {self.exit_code}"}.get(
                self.status, self.status
            )
        if self.status == "running":
            return {"": "running", "healthy": "ready"}.get(self.health, self.health)
        return self.status


def is_ours(labels: Mapping[str, str]) -> bool:
    """Say whether labels are those of a stand-in or a job, and not of one run of a program."""
    return ROLE in labels and labels.get(ONCE) != "True"


def container_of(found: dict[str, Any]) -> Container:
    """Return a container from what ``docker inspect`` says of it."""
    state, labels = found["State"], found["Config"]["Labels"]
    started_at = str(state["StartedAt"])
    return Container(
        service=labels["com.docker.compose.service"],
        id=found["Id"],
        labels=labels,
        status=state["Status"],
        health=state.get("Health", {}).get("Status", ""),
        exit_code=state["ExitCode"],
        started_at="" if started_at.startswith("0001") else started_at,
        pid=state["Pid"],
    )


def megabytes(text: str) -> int:
    """Return a size such as ``257.3MiB`` in MB of 2^20 bytes."""
    for unit, factor in (("GiB", 1024.0), ("MiB", 1.0), ("KiB", 1 / 1024), ("B", 1 / 1024 / 1024)):
        if text.endswith(unit):
            return round(float(text.removesuffix(unit)) * factor)
    return 0
