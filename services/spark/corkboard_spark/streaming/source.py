"""What the Kinesis source is asked for a feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corkboard.catalogue import Feed
    from corkboard.epochs import Epoch
    from corkboard.settings import Settings

# Three queries share a stream's five requests a second and shard; a feed's own stream has one.
OWN_PERIOD, SHARED_PERIOD = "400ms", "1s"


def options(settings: Settings, feed: Feed, epoch: Epoch, *, records_per_batch: int) -> dict[str, str]:
    """Return what the source is asked for a feed.

    Args:
        settings: Which stream, where, and with which keys.
        feed: The feed.
        epoch: The stream's present epoch: with a past, what came before it began is left out.
        records_per_batch: The most that one batch has.
    """
    aws = settings.aws.client_kwargs()
    keys = {"awsAccessKey": "aws_access_key_id", "awsSecretKey": "aws_secret_access_key"}
    return {
        "streamName": settings.kinesis.stream(feed, settings.prefix),
        "region": aws["region_name"],
        "initialPosition": _position(epoch),
        "minFetchPeriod": SHARED_PERIOD if settings.kinesis.shared_stream else OWN_PERIOD,
        "maxRecordsPerTrigger": str(records_per_batch),
        **({"endpoint": aws["endpoint_url"]} if "endpoint_url" in aws else {}),
        **{name: aws[key] for name, key in keys.items() if key in aws},
    }


def _position(epoch: Epoch) -> str:
    if not epoch.has_past:
        return "trim_horizon"
    return json.dumps({"at_timestamp": datetime.fromtimestamp(epoch.began_at, UTC).isoformat()})
