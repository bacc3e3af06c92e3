"""A producer and metadata that need no broker, and one call of an application without a socket."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from types import SimpleNamespace

from corkboard.clients import KafkaError, KafkaException
from corkboard.kafka.explained import Heard
from corkboard_proxy.answers import Answer
from corkboard_proxy.limits import Limits
from corkboard_proxy.metrics import Counts, metrics_page
from corkboard_proxy.rest.app import RestApp
from corkboard_proxy.rest.cluster import Cluster, Partition
from corkboard_proxy.rest.deliveries import Deliveries
from corkboard_proxy.rest.errors import NO_TOPIC, RestError
from corkboard_proxy.rest.produce import Produce
from corkboard_proxy.rest.producers import Producers
from corkboard_proxy.rest.routes import Routes

JSON = (b"content-type", b"application/vnd.kafka.json.v2+json")
BINARY = (b"content-type", b"application/vnd.kafka.binary.v2+json")


class FakeError:
    """A KafkaError, as far as the proxy looks at it."""

    def __init__(self, name, text="it failed"):
        self.name = lambda: name
        self.str = lambda: text


class FakeProducer:
    """Keeps what it is given, and reports it at the next poll: in reverse order, as partitions may."""

    def __init__(self, *, errors=None, raises=None, silent=False):
        self.sent = []
        self.errors = errors or {}
        self.raises = raises or {}
        self.silent = silent
        self._due = deque()
        self.heard = Heard()

    def produce(self, topic, value, key, partition=None, *, on_delivery):
        """Take a record, or raise what the test asked for at its number, or that it has ended."""
        if self.heard.end:
            raise KafkaException(KafkaError(KafkaError._FATAL))
        number = len(self.sent)
        self.sent.append((topic, key, value, partition))
        if number in self.raises:
            raise self.raises[number]
        self._due.appendleft((number, partition or 0, on_delivery))

    def poll(self, timeout_s):
        """Report everything that is due."""
        if self.silent or not self._due:
            time.sleep(0.002)
        while self._due and not self.silent:
            number, partition, report = self._due.popleft()
            message = SimpleNamespace(
                partition=lambda place=partition: place, offset=lambda place=number: place
            )
            report(self.errors.get(number), message)

    def flush(self, timeout_s):
        """Return how many records nobody heard of."""
        return len(self._due)

    def __len__(self):
        return len(self._due)

    def end(self, reason):
        """End for good, as librdkafka does an idempotent producer."""
        self.heard(KafkaError(KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER, reason, True))


class FakeMetadata:
    """Knows the topics it is given; ``later`` appear at the next look."""

    def __init__(self, topics, later=None):
        self.cluster = _cluster(topics)
        self._later = later
        self.looks = 0

    async def refresh(self):
        """Look again."""
        self.looks += 1
        if self._later is not None:
            self.cluster = _cluster(self._later)
        return self.cluster

    async def find_partition_count(self, topic):
        """Look for one topic, again if it is unknown."""
        count = self.cluster.partition_count(topic) or (await self.refresh()).partition_count(topic)
        if not count:
            raise RestError(NO_TOPIC, f"(no topic {topic!r})")
        return count


def _cluster(topics):
    shown = {
        name: tuple(Partition(number, 1, (1,), (1,)) for number in range(count))
        for name, count in topics.items()
    }
    return Cluster((1,), shown)


def only(producer, counts=None):
    """Return the owner of a producer that none follows."""
    return Producers(lambda: producer, counts or Counts())


def rest_app(producer, metadata=None, limits=None, **options):
    """Return the REST application over fakes; call it inside a running loop."""
    limits, counts = limits or Limits(), Counts()
    metadata = metadata or FakeMetadata({"pins": 3})
    producers = only(producer, counts)
    produce = Produce(Deliveries(producers, limits, counts), metadata, **options)
    routes = Routes(produce, metadata, None, metrics_page(counts, dict), producers)
    return RestApp(produce, routes.application(), limits, counts)


def scope_of(method, path, *headers, query=b""):
    """Return the ASGI scope of a request."""
    named = [(name.lower(), value) for name, value in headers]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": query,
        "headers": named,
        "client": None,
        "server": None,
    }


async def call(application, scope, *pieces, ends=True):
    """Return an application's answer to a request whose body arrives in pieces, and ends or does not."""
    waiting = deque(pieces or (b"",))
    sent = []

    async def receive():
        if not waiting:
            await asyncio.sleep(60)
        return {"type": "http.request", "body": waiting.popleft(), "more_body": bool(waiting) or not ends}

    async def send(message):
        sent.append(message)

    await application(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], body, b"", tuple(sent[0]["headers"]))


def post(body, *headers, topic="pins", producer=None, **made):
    """Return the REST application's answer to a produce request, and the producer."""
    producer = FakeProducer() if producer is None else producer  # one with nothing due is false

    async def run():
        return await call(
            rest_app(producer, **made), scope_of("POST", f"/topics/{topic}", *(headers or (JSON,))), body
        )

    return asyncio.run(run()), producer
