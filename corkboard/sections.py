"""The sections of the settings: where each system is, rendered for whoever consumes it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from corkboard import catalogue


class Section(BaseModel):
    """Frozen, closed, and silent about rejected values."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class DatabaseSettings(Section):
    """The MySQL server. Passwords may be ``file:PATH`` or ``env:NAME``."""

    host: str = "127.0.0.1"
    port: int = Field(default=3306, ge=1, le=65535)
    name: str = Field(default=catalogue.DATABASE, min_length=1, max_length=64, pattern=r"[^ ]$")
    user: str = Field(default="corkboard_reader", min_length=1, max_length=80)
    password: SecretStr = SecretStr("")
    admin_user: str = Field(default="root", min_length=1, max_length=80)
    admin_password: SecretStr = SecretStr("")


class KafkaSettings(Section):
    """The Kafka cluster."""

    bootstrap_servers: str = "127.0.0.1:9092"
    partitions: int = Field(default=1, ge=1, le=64)
    replication_factor: int = Field(default=1, ge=1, le=3)

    def client_conf(self) -> dict[str, str | float | bool]:
        """Return the connection part of a librdkafka configuration."""
        return {
            "bootstrap.servers": self.bootstrap_servers,
            "client.id": "corkboard",
            "broker.address.family": "v4",
            "socket.keepalive.enable": True,
            "reconnect.backoff.max.ms": 1000,
        }

    def java_conf(self) -> dict[str, str]:
        """Return the connection part of a Java client's properties."""
        return {"bootstrap.servers": self.bootstrap_servers}


class AwsSettings(Section):
    """S3 and Kinesis. Without an endpoint it is real AWS, which only target ``aws`` may be."""

    region: str = "us-east-1"
    endpoint_url: str | None = None
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None

    def client_kwargs(self) -> dict[str, str]:
        """Return what ``boto3.client`` takes besides the service's name."""
        return {
            "region_name": self.region,
            **({"endpoint_url": self.endpoint_url} if self.endpoint_url else {}),
            **self._keys("aws_access_key_id", "aws_secret_access_key"),
        }

    def s3a_conf(self) -> dict[str, str]:
        """Return Spark's configuration for ``s3a://`` addresses."""
        if not self.endpoint_url:
            return {}
        return {
            "spark.hadoop.fs.s3a.endpoint": self.endpoint_url,
            "spark.hadoop.fs.s3a.endpoint.region": self.region,
            "spark.hadoop.fs.s3a.path.style.access": "true",
            "spark.hadoop.fs.s3a.connection.ssl.enabled": str(self.endpoint_url.startswith("https")).lower(),
            "spark.hadoop.fs.s3a.aws.credentials.provider": (
                "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"
            ),
            **self._keys("spark.hadoop.fs.s3a.access.key", "spark.hadoop.fs.s3a.secret.key"),
        }

    def sink_conf(self, seen_at: str | None = None) -> dict[str, str]:
        """Return the S3 sink connector's properties that say where S3 is.

        Args:
            seen_at: The endpoint as the worker sees it, when that is another one than here.
        """
        url = seen_at or self.endpoint_url
        endpoint = {"store.url": url} if url else {}
        return {
            "s3.region": self.region,
            **endpoint,
            **self._keys("aws.access.key.id", "aws.secret.access.key"),
        }

    def key_environment(self) -> dict[str, str]:
        """Return the keys as the variables that AWS' tools read."""
        return self._keys("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")

    def _keys(self, key_name: str, secret_name: str) -> dict[str, str]:
        if self.access_key_id is None or self.secret_access_key is None:
            return {}
        return {
            key_name: self.access_key_id.get_secret_value(),
            secret_name: self.secret_access_key.get_secret_value(),
        }


class KinesisSettings(Section):
    """The streams: one a feed, or ``shared_stream`` for all of them and perhaps for other users too."""

    shards: int = Field(default=1, ge=1, le=64)
    shared_stream: str = Field(default="", max_length=128, pattern=r"^[A-Za-z0-9_.-]*$")

    def stream(self, feed: catalogue.Feed, prefix: str) -> str:
        """Return the stream to which a feed's records go."""
        return self.shared_stream or feed.stream(prefix)

    def streams(self, prefix: str) -> tuple[str, ...]:
        """Return every stream once."""
        return tuple(dict.fromkeys(self.stream(feed, prefix) for feed in catalogue.FEEDS))


class GatewaySettings(Section):
    """API Gateway: where it is, and the stage that clients call."""

    url: str = "http://127.0.0.1:8080"
    stage: str = Field(default="prod", pattern=r"^[A-Za-z0-9_]+$")

    def topic_url(self, topic: str) -> str:
        """Return the address to which a topic's records are posted."""
        return f"{self.url}/{self.stage}/topics/{topic}"

    def stream_url(self, stream: str) -> str:
        """Return the address below which a stream's ``record`` and ``records`` are."""
        return f"{self.url}/{self.stage}/streams/{stream}"

    @property
    def port(self) -> int:
        """The port on which the gateway listens."""
        return urlsplit(self.url).port or 443


class RestSettings(Section):
    """The Kafka REST proxy.

    ``plain_json`` says what a body of type ``application/json`` is: refused with 415 as Confluent's
    proxy does, or the binary format as Karapace's does.
    """

    url: str = "http://127.0.0.1:8082"
    max_body_bytes: int = Field(default=1_048_576, ge=1024, le=10_485_760)
    plain_json: Literal["refuse", "binary"] = "refuse"

    @property
    def port(self) -> int:
        """The port on which the REST proxy listens."""
        return urlsplit(self.url).port or 80


class ConnectSettings(Section):
    """Kafka Connect's REST address, and the connector it runs.

    ``s3_endpoint_url`` is where the worker finds S3, when that is not where this machine does.
    ``msk_url`` is where MSK's and MSK Connect's APIs are answered; empty where they are not.
    """

    url: str = "http://127.0.0.1:8083"
    msk_url: str = ""
    s3_endpoint_url: str | None = None
    records_per_object: int = Field(default=1000, ge=1, le=1_000_000)
    rotate_interval_ms: int = Field(default=1000, ge=0)
    tasks_max: int = Field(default=1, ge=1, le=64)

    @property
    def port(self) -> int:
        """The port on which the Connect worker listens."""
        return urlsplit(self.url).port or 80


class DatabricksSettings(Section):
    """The cluster that notebooks attach to.

    ``runtime`` is the Databricks runtime that it says it is; ``ansi`` whether a notebook's arithmetic and
    casts fail where they would give null. ``metastore`` is the database that holds Hive's schema.
    ``own_keys_only`` refuses a mount with other keys than the stack's own, as AWS would; the emulator
    would take any. ``socket`` and ``filesystem_jar`` come from the engine.
    ``url`` is the Jobs API's, ``token`` what its clients bring, and ``cluster_id`` the cluster that runs
    the batch where ``spark.runner`` says databricks. ``runs_at_once`` tasks run together, the
    others wait; ``streams_s`` is how long a run's streams may read what there is behind its last cell, and
    ``cluster_wait_s`` how long a run waits for a cluster that does not answer.
    """

    runtime: str = Field(default="15.4", pattern=r"^\d+\.\d+$")
    ansi: bool = False
    memory_mb: int = Field(default=768, ge=512)
    own_keys_only: bool = True
    metastore: str = Field(default="hive", pattern=r"^[a-z][a-z0-9_]{0,63}$")
    metastore_user: str = Field(default="corkboard_hive", min_length=1, max_length=32)
    metastore_password: SecretStr = SecretStr("")
    socket: Path | None = None
    filesystem_jar: Path | None = None
    url: str = "http://127.0.0.1:8443"
    token: SecretStr = SecretStr("")
    cluster_id: str = "corkboard"
    runs_at_once: int = Field(default=4, ge=1, le=64)
    streams_s: float = Field(default=300, ge=0)
    cluster_wait_s: float = Field(default=600, ge=0)

    @property
    def port(self) -> int:
        """The port on which the Jobs API listens."""
        return urlsplit(self.url).port or 80


class StackSettings(Section):
    """What ``up`` runs on this machine; with the engine ``given``, somebody else runs the stand-ins.

    ``aws`` is what plays AWS in Docker: MiniStack keeps its state when it stops, LocalStack does not.
    ``out_dir`` gets the demo's page; it lies in the stack's own folder by default.
    """

    engine: Literal["native", "docker", "given"] = "native"
    aws: Literal["localstack", "ministack"] = "localstack"
    rows: int = Field(default=catalogue.DEFAULT_ROWS, ge=1)
    seed: int = 100
    plugin_dir: str | None = None
    out_dir: Path | None = None
    kafka_memory_mb: int = Field(default=256, ge=128)
    connect_memory_mb: int = Field(default=256, ge=128)
