"""The sections of the settings: where each system is, rendered for whoever consumes it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from corkboard import catalogue
from corkboard.errors import SettingsError

GATEWAY_PORT = 8080


class Section(BaseModel):
    """Frozen, closed, and silent about rejected values."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def known(setting: str, value: str) -> str:
    """Return a setting's value.

    Raises:
        SettingsError: Nobody has said it: the outputs of AWS were not pulled yet.
    """
    if not value:
        raise SettingsError(f"{setting} is not known", hint="read it from AWS: corkboard target pull aws")
    return value


class DatabaseSettings(Section):
    """The MySQL server.

    Passwords may be ``file:PATH`` or ``env:NAME``, and for RDS ``secretsmanager:ID#KEY``. ``ca_file`` holds
    who vouches for the server, such as Amazon's bundle for RDS, and makes the connection use TLS.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=3306, ge=1, le=65535)
    name: str = Field(default=catalogue.DATABASE, min_length=1, max_length=64, pattern=r"[^ ]$")
    user: str = Field(default="corkboard_reader", min_length=1, max_length=80)
    password: SecretStr = SecretStr("")
    admin_user: str = Field(default="root", min_length=1, max_length=80)
    admin_password: SecretStr = SecretStr("")
    ca_file: Path | None = None


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

    url: str = f"http://127.0.0.1:{GATEWAY_PORT}"
    stage: str = Field(default="prod", pattern=r"^[A-Za-z0-9_]+$")

    def topic_url(self, topic: str) -> str:
        """Return the address to which a topic's records are posted."""
        return f"{known('gateway.url', self.url)}/{self.stage}/topics/{topic}"

    def stream_url(self, stream: str) -> str:
        """Return the address below which a stream's ``record`` and ``records`` are."""
        return f"{known('gateway.url', self.url)}/{self.stage}/streams/{stream}"

    @property
    def port(self) -> int:
        """The port on which our gateway listens; where AWS has one, its address says nothing about that."""
        return urlsplit(self.url).port or GATEWAY_PORT


class RestSettings(Section):
    """The Kafka REST proxy.

    ``plain_json`` says what a body of type ``application/json`` is: refused with 415 as Confluent's
    proxy does, or the binary format as Karapace's does. On AWS ``machine`` is the EC2 client on which it
    runs, and ``log_group`` where that writes what verbs say there.
    """

    url: str = "http://127.0.0.1:8082"
    max_body_bytes: int = Field(default=1_048_576, ge=1024, le=10_485_760)
    plain_json: Literal["refuse", "binary"] = "refuse"
    machine: str = Field(default="", pattern=r"^(i-[0-9a-f]{8,17})?$")
    log_group: str = ""

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
