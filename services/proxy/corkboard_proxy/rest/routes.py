"""Every route but the fast one, in Starlette's hands."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
from starlette.applications import Starlette
from starlette.convertors import IntegerConvertor, register_url_convertor  # codespell:ignore convertors
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from corkboard_proxy.metrics import METRICS_TYPE
from corkboard_proxy.rest.errors import (
    BAD_REQUEST,
    NO_METHOD,
    NO_PARTITION,
    NO_ROUTE,
    NO_TOPIC_PARTITION,
    NOT_ACCEPTABLE,
    NOT_BUILT,
    UNEXPECTED,
    RestError,
)
from corkboard_proxy.rest.media import ANSWER_TYPE, takes_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from corkboard_proxy.answers import Answer
    from corkboard_proxy.rest.cluster import Partition
    from corkboard_proxy.rest.lookups import Lookups
    from corkboard_proxy.rest.metadata import Metadata
    from corkboard_proxy.rest.produce import Produce
    from corkboard_proxy.rest.producers import Producers

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class PartitionConvertor(IntegerConvertor):
    """A partition's number in a path; one with more digits than a Java integer is no route, as for Confluent.

    Starlette's own converter hands any number of digits to ``int``, which raises above 4,300.
    """

    regex = "[0-9]{1,10}"


register_url_convertor("partition", PartitionConvertor())


class Routes:
    """The look-ups, the partition's produce route, and what watches the proxy itself."""

    def __init__(
        self,
        produce: Produce,
        metadata: Metadata,
        lookups: Lookups,
        metrics_page: Callable[[], bytes],
        producers: Producers,
        *,
        proxy_id: str = "",
    ) -> None:
        self._produce = produce
        self._metadata = metadata
        self._lookups = lookups
        self._metrics_page = metrics_page
        self._producers = producers
        self._proxy_id = proxy_id
        self._began = time.monotonic()

    def application(self) -> Starlette:
        """Return the routes as an application."""
        partition = "/topics/{topic}/partitions/{partition:partition}"
        return Starlette(
            routes=[
                Route("/", self.root),
                Route("/brokers", self.brokers),
                Route("/topics", self.topics),
                Route("/topics/{topic}", self.topic),
                Route("/topics/{topic}/partitions", self.partitions),
                Route(partition, self.partition, methods=["GET"]),
                Route(partition, self.produce_to_partition, methods=["POST"]),
                Route(f"{partition}/offsets", self.offsets),
                Route("/health", self.health),
                Route("/_health", self.health),
                Route("/metrics", self.metrics),
                Route("/consumers/{rest:path}", self.not_built, methods=METHODS),
                Route("/v3", self.not_built, methods=METHODS),
                Route("/v3/{rest:path}", self.not_built, methods=METHODS),
            ],
            exception_handlers={RestError: _rest_error, HTTPException: _http_error, Exception: _unforeseen},
        )

    async def root(self, request: Request) -> Response:
        """Answer ``GET /``."""
        return _shown(request, {})

    async def brokers(self, request: Request) -> Response:
        """Answer the brokers' numbers."""
        return _shown(request, {"brokers": (await self._metadata.refresh()).brokers})

    async def topics(self, request: Request) -> Response:
        """Answer the topics' names, Kafka's own left out."""
        return _shown(request, (await self._metadata.refresh()).topic_names())

    async def topic(self, request: Request) -> Response:
        """Answer a topic's configuration and partitions."""
        name, found = await self._topic(request)
        configs = await self._lookups.topic_configs(name)
        shown = [partition.shown() for partition in found]
        return _shown(request, {"name": name, "configs": configs, "partitions": shown})

    async def partitions(self, request: Request) -> Response:
        """Answer a topic's partitions."""
        _, found = await self._topic(request)
        return _shown(request, [partition.shown() for partition in found])

    async def partition(self, request: Request) -> Response:
        """Answer one partition."""
        _, found = await self._partition(request)
        return _shown(request, found.shown())

    async def produce_to_partition(self, request: Request) -> Response:
        """Produce to the path's partition."""
        params, body = request.path_params, await request.body()
        answer = await self._produce.answer(params["topic"], request.headers.raw, body, params["partition"])
        return _response(answer)

    async def offsets(self, request: Request) -> Response:
        """Answer a partition's first offset and the one after its last."""
        name, found = await self._partition(request)
        first, end = await self._lookups.offsets(name, found.number)
        return _shown(request, {"beginning_offset": first, "end_offset": end})

    async def health(self, _: Request) -> Response:
        """Answer 200 while the broker answers and records can be produced, otherwise 503 with the reason."""
        state = {"id": self._proxy_id, "process_uptime_sec": int(time.monotonic() - self._began)}
        try:
            brokers = (await self._metadata.refresh()).brokers
        except RestError as error:
            return _json({**state, "status": "unavailable", "broker": error.message}, 503)
        if trouble := self._producers.trouble:
            return _json({**state, "status": "unavailable", "producer": trouble}, 503)
        return _json({**state, "status": "ok", "brokers": brokers}, 200)

    async def metrics(self, _: Request) -> Response:
        """Answer Prometheus."""
        return Response(self._metrics_page(), media_type=METRICS_TYPE.decode())

    async def not_built(self, request: Request) -> Response:
        """Answer what this proxy does not have yet."""
        part = "the consumer API" if request.url.path.startswith("/consumers") else "version 3 of the API"
        raise RestError(NOT_BUILT, f"({part} is not built yet; version 2 produces and looks up)")

    async def _topic(self, request: Request) -> tuple[str, tuple[Partition, ...]]:
        name: str = request.path_params["topic"]
        found = (await self._metadata.refresh()).topics.get(name)
        if found is None:
            raise RestError(NO_TOPIC_PARTITION, f"(no topic {name!r})")
        return name, found

    async def _partition(self, request: Request) -> tuple[str, Partition]:
        name, _ = await self._topic(request)
        number: int = request.path_params["partition"]
        found = self._metadata.cluster.partition(name, number)
        if found is None:
            raise RestError(NO_PARTITION, f"(topic {name!r} has no partition {number})")
        return name, found


def _shown(request: Request, content: object) -> Response:
    if not takes_answer(request.headers.get("accept", "").encode("latin-1")):
        raise RestError(NOT_ACCEPTABLE, "(the answer is application/vnd.kafka.v2+json)")
    return Response(msgspec.json.encode(content), media_type=ANSWER_TYPE.decode())


def _json(content: object, status: int) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status)
    response.raw_headers = list(answer.all_headers())
    return response


async def _rest_error(_: Request, error: Exception) -> Response:
    return _response(error.answer() if isinstance(error, RestError) else RestError(UNEXPECTED).answer())


async def _http_error(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    problem = {404: NO_ROUTE, 405: NO_METHOD}.get(status, BAD_REQUEST)
    headers = getattr(error, "headers", None) or {}
    response = _response(RestError(problem).answer())
    response.headers.update(headers)
    return response


async def _unforeseen(_: Request, __: Exception) -> Response:
    return _response(RestError(UNEXPECTED).answer())
