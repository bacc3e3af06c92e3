"""What a stack's containers are in, as a person is told it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corkboard import airflow
from corkboard.stack.docker.container import ROLE, Container
from corkboard.stack.engine import Status
from corkboard.stack.roles import ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

URL = "corkboard.url"
JOB = Role("job", "Job")
CLUSTER = "cluster"
OPTIONAL = (CLUSTER, "jobs", *airflow.PROCESSES)  # start when they are asked for


def states(containers: Iterable[Container], memory_mb: Mapping[str, int]) -> list[Status]:
    """Return the state of every stand-in; the jobs are those that have not ended well.

    Args:
        containers: Those of a stack.
        memory_mb: What each takes, by its service.
    """
    found = [_state(one, memory_mb.get(one.service, 0)) for one in containers if _is_shown(one)]
    there = {one.name for one in found}
    return [*found, *(_absent(name) for name in OPTIONAL if found and name not in there)]


def _is_shown(container: Container) -> bool:
    return container.labels.get(ROLE) == "service" or not container.is_usable


def _state(container: Container, memory_mb: int) -> Status:
    state = "ready" if container.is_usable else "failed" if container.has_failed else "starting"
    if container.status in ("created", "exited") and not container.has_failed:
        state = "stopped"
    role = ROLES.get(container.service, JOB)
    return Status(
        name=container.service,
        plays=role.plays,
        group=role.group,
        state=state,
        detail="" if container.is_usable else container.words,
        address=container.labels.get(URL, ""),
        memory_mb=memory_mb,
        age_s=_age_s(container.started_at) if container.status == "running" else 0.0,
        pid=container.pid,
        is_optional=container.service in OPTIONAL,
    )


def _absent(service: str) -> Status:
    """Return the state of what nobody has asked for."""
    plays, group = ROLES[service]
    return Status(service, plays, group, "stopped", "", "", 0, 0.0, 0, is_optional=True)


def _age_s(started_at: str) -> float:
    if not started_at:
        return 0.0
    return (datetime.now(UTC) - datetime.fromisoformat(started_at)).total_seconds()
