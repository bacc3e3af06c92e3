"""Every name on AWS: of the catalogue where it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard import catalogue

if TYPE_CHECKING:
    from corkboard.settings import Settings

REST_PORT = 8082
KAFKA_PORT = 9098  # TLS with IAM; 9092 is the unauthenticated one
MYSQL_PORT = 3306
HTTPS_PORT = 443
FILES_DIR = "files/"  # in the lake's bucket: what 'corkboard aws up' uploads


def stack(settings: Settings, name: str) -> str:
    """Return a stack's name in CloudFormation, such as ``corkboard-ingest``."""
    return f"{settings.prefix}-{name}"


def streams(settings: Settings) -> dict[str, str]:
    """Return each stream by a word that is good for a logical id, such as ``Pin``."""
    if settings.kinesis.shared_stream:
        return {"Shared": settings.kinesis.shared_stream}
    return {feed.name.capitalize(): feed.stream(settings.prefix) for feed in catalogue.FEEDS}


def topics(settings: Settings) -> list[str]:
    """Return every topic that the pipeline uses, the probe's and the dead letters' too."""
    prefix = settings.prefix
    return [*catalogue.topics(prefix), catalogue.dead_letter_topic(prefix), catalogue.probe_topic(prefix)]


def buckets(settings: Settings) -> list[str]:
    """Return every bucket that a deployment may have."""
    prefix = settings.prefix
    return [catalogue.bucket(prefix), catalogue.lake_bucket(prefix), catalogue.dags_bucket(prefix)]
