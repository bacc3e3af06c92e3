"""Every feed and its name in each system, written once.

A *feed* is a kind of record. Row n of the three feeds belongs together.
Nothing else in the project spells a topic, stream, bucket, prefix or table.
"""

from __future__ import annotations

from dataclasses import dataclass

DATABASE = "pinterest_data"
TOPICS_DIR = "topics"
DAGS_DIR = "dags"
REQUIREMENTS = "requirements.txt"  # at the top of the DAGs' bucket
DAILY_BATCH = "daily_batch"  # our own DAG
DEAD_LETTERS = "dead_letters"
STREAM_DEAD_LETTERS = "dead_letters_stream"
CLEAN_KEY = "ind"
DEFAULT_ROWS = 11_154
JOBS_DIR = "jobs"  # in the stack's folder: what the Databricks Jobs API remembers
MSK_DIR = "msk"  # there too: what MSK Connect's API remembers, and the plugins it was given


@dataclass(frozen=True, slots=True)
class Feed:
    """One kind of record.

    Attributes:
        name: The feed's short name, also the end of its topic's name.
        table: The table in MySQL.
        key: The key column in MySQL and on the wire.
        columns: Columns in table order, which is also the order on the wire.
        clean: The clean Delta table that the batch keeps, keyed by ``CLEAN_KEY``.
        streamed: The clean Delta table that the streaming job keeps, with the same columns.
        clean_columns: The clean table's columns in order.
    """

    name: str
    table: str
    key: str
    columns: tuple[str, ...]
    clean: str
    streamed: str
    clean_columns: tuple[str, ...]

    def topic(self, prefix: str) -> str:
        """Return the Kafka topic, such as ``corkboard.pin``."""
        return f"{prefix}.{self.name}"

    def stream(self, prefix: str) -> str:
        """Return the Kinesis stream, such as ``streaming-corkboard-pin``."""
        return f"streaming-{prefix}-{self.name}"

    def partition_keys(self, prefix: str) -> str:
        """Return what this feed's partition keys begin with, so that feeds in one stream are told apart."""
        return f"{prefix}-{self.name}-"


PIN = Feed(
    name="pin",
    table="pinterest_data",
    key="index",
    columns=(
        "index",
        "unique_id",
        "title",
        "description",
        "poster_name",
        "follower_count",
        "tag_list",
        "is_image_or_video",
        "image_src",
        "downloaded",
        "save_location",
        "category",
    ),
    clean="pins",
    streamed="pins_stream",
    clean_columns=(
        "ind",
        "unique_id",
        "title",
        "description",
        "follower_count",
        "poster_name",
        "tag_list",
        "is_image_or_video",
        "image_src",
        "save_location",
        "category",
    ),
)
GEO = Feed(
    name="geo",
    table="geolocation_data",
    key="ind",
    columns=("ind", "timestamp", "latitude", "longitude", "country"),
    clean="geos",
    streamed="geos_stream",
    clean_columns=("ind", "country", "coordinates", "timestamp"),
)
USER = Feed(
    name="user",
    table="user_data",
    key="ind",
    columns=("ind", "first_name", "last_name", "age", "date_joined"),
    clean="users",
    streamed="users_stream",
    clean_columns=("ind", "user_name", "age", "date_joined"),
)
FEEDS = (PIN, GEO, USER)


def feed_named(name: str) -> Feed:
    """Return the feed called ``name``; ``KeyError`` if there is none."""
    return {feed.name: feed for feed in FEEDS}[name]


def topics(prefix: str) -> dict[str, Feed]:
    """Return each feed by its topic."""
    return {feed.topic(prefix): feed for feed in FEEDS}


def bucket(prefix: str) -> str:
    """Return the landing bucket, such as ``user-corkboard-bucket``."""
    return f"user-{prefix}-bucket"


def lake_bucket(prefix: str) -> str:
    """Return the bucket of clean tables and checkpoints on AWS, such as ``corkboard-lake``."""
    return f"{prefix}-lake"


def lake(prefix: str) -> str:
    """Return the address of clean tables and checkpoints on AWS."""
    return f"s3://{lake_bucket(prefix)}"


def dags_bucket(prefix: str) -> str:
    """Return the bucket from which MWAA takes DAGs, such as ``corkboard-mwaa-bucket``."""
    return f"{prefix}-mwaa-bucket"


def mwaa_environment(prefix: str) -> str:
    """Return the MWAA environment's name, which begins with a letter: such as ``mwaa-corkboard``."""
    return f"mwaa-{prefix}"


def msk_cluster(prefix: str) -> str:
    """Return the MSK cluster's name, such as ``corkboard-kafka``."""
    return f"{prefix}-kafka"


def landing_prefix(topic: str, partition: int | None = None) -> str:
    """Return the S3 prefix that holds one topic's (or one partition's) objects, with its slash."""
    folder = f"{TOPICS_DIR}/{topic}/"
    return folder if partition is None else f"{folder}partition={partition}/"


def dead_letter_topic(prefix: str) -> str:
    """Return the topic to which the sink sends what it cannot store.

    The prefix comes last, because users' sinks read ``topics.regex=<prefix>.*`` and would read it too.
    """
    return f"dead-letter.{prefix}"


def probe_topic(prefix: str) -> str:
    """Return the topic in which ``provision`` proves a produce; no sink and no proof reads it."""
    return f"probe.{prefix}"


def sink_connector(prefix: str) -> str:
    """Return the sink connector's name in Kafka Connect."""
    return f"{prefix}-s3-sink"
