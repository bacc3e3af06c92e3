"""Wires the parts: settings and options in, two ASGI applications out."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import yaml

from corkboard import clients, logs
from corkboard.clients import KafkaException
from corkboard.errors import SettingsError, UsageError
from corkboard_proxy.gateway.app import GatewayApp
from corkboard_proxy.gateway.definition import parse_definition
from corkboard_proxy.gateway.fetch import Fetcher
from corkboard_proxy.gateway.http import Http
from corkboard_proxy.gateway.http_proxy import HttpProxy
from corkboard_proxy.gateway.kinesis import Kinesis
from corkboard_proxy.gateway.mock import Mock
from corkboard_proxy.limits import MEBIBYTE
from corkboard_proxy.metrics import Counts, metrics_page
from corkboard_proxy.rest.app import RestApp
from corkboard_proxy.rest.deliveries import Deliveries
from corkboard_proxy.rest.errors import RestError
from corkboard_proxy.rest.lookups import Lookups
from corkboard_proxy.rest.metadata import Metadata
from corkboard_proxy.rest.produce import Produce
from corkboard_proxy.rest.producers import Producers
from corkboard_proxy.rest.routes import Routes
from corkboard_proxy.streams.calls import KinesisCalls
from corkboard_proxy.streams.coalescer import Coalescer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corkboard.clients import Producer
    from corkboard.settings import Settings
    from corkboard_proxy.gateway.definition import Definition
    from corkboard_proxy.options import ProxyOptions, Value

WATCH_S = 5.0
GATEWAY_BODY = 10 * MEBIBYTE
PRODUCER_CONF: dict[str, Value] = {
    "linger.ms": 0,
    "delivery.timeout.ms": 20_000,
    "message.max.bytes": MEBIBYTE,
    "queue.buffering.max.messages": 0,
}


@dataclass(frozen=True, slots=True)
class Api:
    """What the gateway serves.

    Attributes:
        definition: The routes.
        stage: The stage's name.
        variables: The stage's variables, beside ``restProxy``, which is this process' REST port.
        keys: The values of ``x-api-key`` that open routes which ask for a key.
    """

    definition: Definition
    stage: str = "prod"
    variables: Mapping[str, str] = field(default_factory=dict)
    keys: frozenset[str] = field(default_factory=frozenset, repr=False)

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What the operator should know: a construct and what becomes of it."""
        closed = not self.keys and any(route.guard.needs_key for route in self.definition.routes)
        keys = (("x-api-key", "required, but none is given with --api-key: such calls get 403"),)
        return (*self.definition.notes, *(keys if closed else ()))


def read_definition(path: Path) -> Definition:
    """Return the API that a definition file describes.

    Raises:
        UsageError: It cannot be read, or is no definition.
    """
    try:
        return parse_definition(yaml.safe_load(path.read_text()))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"the API definition {path} cannot be read: {error}") from error
    except UsageError as error:
        raise UsageError(f"{path}: {error.message}", hint=error.hint) from error


class Application:
    """Both applications over one producer at a time; made inside a running loop, ended by ``close``."""

    def __init__(self, settings: Settings, options: ProxyOptions, api: Api) -> None:
        self._options = options
        self._counts = Counts()
        self._producers = Producers(partial(_producer, settings, options), self._counts)
        self._deliveries = Deliveries(self._producers, options.limits, self._counts)
        self._metadata = Metadata(self._producers)
        self.rest = self._rest(Lookups(settings, {**options.client_conf, "logger": _quiet_logger()}))
        stage, variables = api.stage, {"restProxy": f"127.0.0.1:{options.rest_port}", **api.variables}
        self._kinesis_calls = KinesisCalls(clients.kinesis_signer(settings))
        self._coalescer = Coalescer(self._kinesis_calls, options.limits, self._counts)
        self._fetcher = Fetcher()
        http_proxy = HttpProxy(
            self._fetcher,
            variables,
            {f"{host}:{options.rest_port}": self.rest for host in ("127.0.0.1", "localhost")},
        )
        self.gateway = GatewayApp(
            api.definition.routes,
            {
                "http_proxy": http_proxy,
                "http": Http(self._fetcher, stage, variables),
                "mock": Mock(stage, variables),
                "aws": Kinesis(self._kinesis_calls, self._coalescer, stage, variables),
            },
            stage=stage,
            keys=api.keys,
            limits=replace(options.limits, body_bytes=GATEWAY_BODY),
            counts=self._counts,
        )
        self._watch = asyncio.create_task(self._watch_broker())

    def abandon(self) -> None:
        """Give up the records on their way, so that their requests are answered before a stop cuts them."""
        self._deliveries.abandon()
        self._coalescer.abandon()

    async def close(self) -> None:
        """End every part; what is on its way to Kafka last."""
        self._watch.cancel()
        await self._fetcher.close()
        await self._kinesis_calls.close()
        left = await self._deliveries.close(self._options.limits.stop_timeout_s)
        logs.logger("proxy").info("proxy.stopped", unknown_records=left)

    def _rest(self, lookups: Lookups) -> RestApp:
        options, counts = self._options, self._counts
        plain_is_binary = options.plain_json == "binary"
        produce = Produce(self._deliveries, self._metadata, plain_is_binary=plain_is_binary)
        page = metrics_page(counts, self._gauges)
        routes = Routes(produce, self._metadata, lookups, page, self._producers, proxy_id=options.proxy_id)
        return RestApp(produce, routes.application(), options.limits, counts)

    def _gauges(self) -> dict[str, float]:
        queued, puts = self._deliveries, self._coalescer
        return {
            "queued_records": queued.queued_records,
            "queued_bytes": queued.queued_bytes,
            "waiting_puts": puts.waiting_records,
            "waiting_put_bytes": puts.waiting_bytes,
        }

    async def _watch_broker(self) -> None:
        """Keep the metadata fresh, and say once when the broker goes and when it comes back."""
        log, is_there = logs.logger("proxy"), True
        while True:
            try:
                await self._metadata.refresh()
            except RestError as error:
                if is_there:
                    log.warning("broker.lost", reason=error.message)
                is_there = False
            else:
                if not is_there:
                    log.info("broker.recovered")
                is_there = True
            await asyncio.sleep(WATCH_S)


def _producer(settings: Settings, options: ProxyOptions) -> Producer:
    conf = {**PRODUCER_CONF, "queue.buffering.max.messages": options.limits.queued_records}
    try:
        return clients.kafka_producer(
            settings, **{**conf, **options.client_conf, **options.producer_conf}, logger=_quiet_logger()
        )
    except KafkaException as error:
        raise SettingsError(f"the producer's options are refused: {error.args[0].str()}") from error


def _quiet_logger() -> logging.Logger:
    """Return a logger that keeps librdkafka's lines to itself; ``_watch_broker`` tells what matters."""
    quiet = logging.getLogger("librdkafka")
    quiet.propagate = False
    if not quiet.handlers:
        quiet.addHandler(logging.NullHandler())
    return quiet
