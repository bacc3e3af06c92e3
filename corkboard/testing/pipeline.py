"""A running pipeline as a test sees it: addresses, ready clients, and what it can be told to do."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Literal

from corkboard import catalogue, clients
from corkboard.errors import ServiceError, UsageError
from corkboard.settings import Settings, child_environment, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa
    import sqlalchemy
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_s3 import S3Client

UP_TIMEOUT_S = 300
VERB_TIMEOUT_S = 600
ADDRESSES = ("database", "kafka", "aws", "gateway", "rest", "connect")
Which = Literal["batch", "stream"]


class Pipeline:
    """One stack with a folder of its own.

    Args:
        home: An empty folder for its state.
        name: The stack's name; it takes free ports.
        only: Stand-ins to start with what they need, such as ``kafka,aws``; empty means all, provisioned.
        rows: Rows in each of the database's tables.
        engine: ``native`` or ``docker``.
    """

    def __init__(
        self, home: Path, *, name: str, only: str = "", rows: int = 1000, engine: str = "native"
    ) -> None:
        self.home = home
        self.name = name
        self._engine = engine
        self._only = only
        (home / "corkboard.toml").write_text(f"[targets.local.stack]\nrows = {rows}\n")

    @property
    def settings(self) -> Settings:
        """Everything about the stack, addresses and keys included."""
        return load(self._overrides)

    @property
    def _overrides(self) -> dict[str, Any]:
        return {"name": self.name, "home": self.home, "target": "local"}

    @property
    def gateway_url(self) -> str:
        """API Gateway with its stage, such as ``http://127.0.0.1:40123/prod``."""
        gateway = self.settings.gateway
        return f"{gateway.url}/{gateway.stage}"

    @property
    def rest_url(self) -> str:
        """The Kafka REST proxy."""
        return self.settings.rest.url

    @property
    def connect_url(self) -> str:
        """Kafka Connect's REST interface."""
        return self.settings.connect.url

    @property
    def bootstrap_servers(self) -> str:
        """The Kafka broker."""
        return self.settings.kafka.bootstrap_servers

    @property
    def aws_endpoint_url(self) -> str:
        """S3 and Kinesis."""
        return str(self.settings.aws.endpoint_url)

    @property
    def bucket(self) -> str:
        """The bucket in which the batch path's records land."""
        return catalogue.bucket(self.settings.prefix)

    def topic(self, feed: str) -> str:
        """Return the Kafka topic of ``pin``, ``geo`` or ``user``."""
        return catalogue.feed_named(feed).topic(self.settings.prefix)

    def stream(self, feed: str) -> str:
        """Return the Kinesis stream of ``pin``, ``geo`` or ``user``."""
        settings = self.settings
        return settings.kinesis.stream(catalogue.feed_named(feed), settings.prefix)

    def s3(self) -> S3Client:
        """Return a boto3 client."""
        return clients.s3(self.settings)

    def kinesis(self) -> KinesisClient:
        """Return a boto3 client."""
        return clients.kinesis(self.settings)

    def database(self) -> sqlalchemy.Engine:
        """Return an engine that reads the three tables."""
        return clients.database(self.settings)

    def producer(self) -> clients.Producer:
        """Return a Kafka producer."""
        return clients.kafka_producer(self.settings)

    def consumer(self, group: str) -> clients.Consumer:
        """Return a Kafka consumer that starts at the beginning and commits nothing by itself."""
        return clients.kafka_consumer(self.settings, group=group)

    def up(self) -> None:
        """Start what does not run, and wait until it is usable.

        Raises:
            UsageError: The environment names addresses, which may be those of a stack with data.
        """
        named, own = self.settings, load(self._overrides, environ={})
        if foreign := [part for part in ADDRESSES if getattr(named, part) != getattr(own, part)]:
            raise UsageError(
                f"the environment has settings of {', '.join(foreign)}, and tests empty what they point to",
                hint="unset the variables CORKBOARD_" + foreign[0].upper() + "__…",
            )
        only = ["--only", self._only] if self._only else []
        self.run("--engine", self._engine, "up", *only, "--timeout", str(UP_TIMEOUT_S))

    def post(self, rows: int = 100, *arguments: str, path: Which = "batch") -> dict[str, Any]:
        """Post rows as users do, through the gateway.

        Args:
            rows: How many rows of each table, from the first.
            arguments: More options of ``corkboard post``, such as ``"--order", "course"``.
            path: ``batch`` posts to topics, ``stream`` to streams.

        Returns:
            The run's figures, such as ``acked``, ``dead`` and ``run``.
        """
        answer = self.run("post", "--rows", str(rows), "--path", path, *arguments, "--json")
        found: dict[str, Any] = json.loads(answer)
        return found

    def wait_for_s3(self, timeout_s: float = 60) -> int:
        """Wait until all that is in the topics is in the bucket, and return how many records that are.

        Raises:
            ServiceError: Nothing moved for so long.
        """
        answer = json.loads(self.run("wait", "--timeout", str(timeout_s), "--json"))
        return int(answer["data"]["stored"])

    def records(self, feed: str) -> list[dict[str, Any]]:
        """Return a feed's records in the bucket, in the order of their objects."""
        return list(self._records(feed))

    def _records(self, feed: str) -> Iterator[dict[str, Any]]:
        client, prefix = self.s3(), catalogue.landing_prefix(self.topic(feed))
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        for item in (item for page in pages for item in page.get("Contents", [])):
            body = client.get_object(Bucket=self.bucket, Key=item["Key"])["Body"].read()
            yield from (json.loads(line) for line in body.splitlines() if line)

    def clean(self, path: Which = "batch") -> None:
        """Run Spark over what is new in the bucket or in the streams."""
        self.run("batch" if path == "batch" else "stream", "--json")

    def tables(self, path: Which = "batch") -> dict[str, pa.Table]:
        """Return the clean tables by feed, as Spark has left them: call ``clean`` before.

        Raises:
            TableNotFoundError: Spark has not written it yet.
        """
        from deltalake import DeltaTable  # noqa: PLC0415 - a test without Spark needs none of it

        settings = self.settings
        names = {feed.name: feed.clean if path == "batch" else feed.streamed for feed in catalogue.FEEDS}
        return {
            feed: DeltaTable(settings.clean_table(table)).to_pyarrow_table() for feed, table in names.items()
        }

    def verify(self) -> dict[str, Any]:
        """Return the proof of every hop; ``passed`` says whether nothing was lost, doubled or changed."""
        answer = self.run("verify", "--json", may_fail=True)
        found: dict[str, Any] = json.loads(answer)["data"]
        return found

    def reset(self) -> None:
        """Empty topics, streams, bucket, clean tables and ledger; put the database back to its seed."""
        self.run("reset")

    def destroy(self) -> None:
        """End the stack and remove its state."""
        self.run("destroy", "--yes", may_fail=True)

    def run(self, verb: str, *arguments: str, may_fail: bool = False) -> str:
        """Run a verb of the ``corkboard`` command on this stack, and return what it printed.

        Raises:
            ServiceError: It failed; carries what it said.
        """
        command = [sys.executable, "-m", "corkboard", "--home", str(self.home), "--name", self.name]
        done = subprocess.run(
            [*command, verb, *arguments],
            capture_output=True,
            text=True,
            timeout=VERB_TIMEOUT_S,
            check=False,
            env=child_environment(self.settings),
        )
        if done.returncode and not may_fail:
            said = "\n".join(part for part in (done.stdout.strip(), done.stderr.strip()) if part)
            raise ServiceError(f"corkboard {verb} failed:\n{said}", exit_code=done.returncode)
        return done.stdout
