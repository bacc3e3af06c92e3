"""What the settings and the catalogue say should be there."""

from __future__ import annotations

import json
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard.provision.plan import Wanted

if TYPE_CHECKING:
    from corkboard.settings import Settings


def wanted(settings: Settings) -> Wanted:
    """Return what should be there for these settings."""
    prefix, partitions = settings.prefix, settings.kafka.partitions
    topics = dict.fromkeys(catalogue.topics(prefix), partitions)
    is_ours = settings.has_stand_ins  # on AWS, CloudFormation makes the buckets and MSK Connect's connector
    return Wanted(
        account=f"{settings.database.user}@{settings.database.name}",
        topics={**topics, catalogue.dead_letter_topic(prefix): 1, catalogue.probe_topic(prefix): 1},
        bucket=catalogue.bucket(prefix) if is_ours else "",
        connector=catalogue.sink_connector(prefix) if is_ours else "",
        connector_config=connector_config(settings) if is_ours else {},
        streams=dict.fromkeys(settings.kinesis.streams(prefix), settings.kinesis.shards),
        shared_stream=settings.kinesis.shared_stream,
        dags_bucket=catalogue.dags_bucket(prefix) if is_ours else "",
    )


def connector_config(settings: Settings) -> dict[str, str]:
    """Return the sink connector's configuration: the template that ships with it, filled in."""
    prefix, connect = settings.prefix, settings.connect
    values = {
        "name": catalogue.sink_connector(prefix),
        "topics": ",".join(catalogue.topics(prefix)),
        "bucket": catalogue.bucket(prefix),
        "topics_dir": catalogue.TOPICS_DIR,
        "dead_letter_topic": catalogue.dead_letter_topic(prefix),
        "records_per_object": str(connect.records_per_object),
        "rotate_interval_ms": str(connect.rotate_interval_ms),
        "tasks_max": str(connect.tasks_max),
    }
    text = (resources.files("corkboard_connect") / "s3-sink.json").read_text()
    filled: dict[str, str] = {
        key: Template(value).substitute(values) for key, value in json.loads(text)["config"].items()
    }
    return {"name": values["name"], **filled, **settings.aws.sink_conf(connect.s3_endpoint_url)}
