"""Who may do what with Kafka, once for the roles on AWS and for the access lists of the local broker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard_infra import names, policies

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard_infra.policies import KafkaArns, Statement


def client_machine(settings: Settings, arns: KafkaArns) -> list[Statement]:
    """Return what the REST proxy's machine may do; ``provision``, ``wait`` and ``verify`` run there too."""
    prefix = settings.prefix
    sink = f"connect-{catalogue.sink_connector(prefix)}"  # whose offsets 'wait' reads
    return policies.produce(arns, topics=names.topics(settings), groups=[f"{prefix}*", sink])
