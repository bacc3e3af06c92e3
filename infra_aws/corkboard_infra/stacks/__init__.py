"""One file a stack; each function makes its resources and returns what the next ones need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_infra.stacks import (
    compute,
    connect,
    database,
    ingest,
    kafka,
    lake,
    network,
    orchestration,
    rest_proxy,
)

if TYPE_CHECKING:
    from corkboard_infra.stacks.frame import Site


def build(site: Site) -> None:
    """Make the stacks of the profile, each after those it needs."""
    has = site.profile.has
    buckets = lake.build(site)
    private = network.build(site) if has("network") else None
    proxy = None
    if private and has("database"):
        database.build(site, private)
    if private and has("kafka"):
        brokers = kafka.build(site, private)
        proxy = rest_proxy.build(site, private, brokers)
        connect.build(site, private, buckets, brokers)
    streams = ingest.build(site, proxy)
    if has("compute"):
        compute.build(site, buckets, streams, private)
    if private and buckets.airflow:
        orchestration.build(site, private, buckets.airflow)
