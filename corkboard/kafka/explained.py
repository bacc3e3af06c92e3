"""confluent-kafka's clients, with errors that say why: librdkafka tells that to a callback alone.

A broker that refuses a sign-in, or whose certificate is not trusted, looks like one that does not answer:
``list_topics`` says "transport failure". What the client heard last is kept, and said with it.
"""

from __future__ import annotations

import math
import time
from threading import Lock
from typing import TYPE_CHECKING, Any

import confluent_kafka
from confluent_kafka import KafkaError, KafkaException, Message, admin

from corkboard.kafka import refusals

if TYPE_CHECKING:
    from collections.abc import Callable

SILENT = (
    "_ALL_BROKERS_DOWN",
    "_FATAL",
    "_MSG_TIMED_OUT",
    "_PURGE_INFLIGHT",
    "_PURGE_QUEUE",
    "_TIMED_OUT",
    "_TIMED_OUT_QUEUE",
    "_TRANSPORT",
)
SERVE_S = 0.1
KEPT_S = 60  # a connection that was lost an hour ago explains nothing now


class Heard:
    """What a client heard last about its connections; it knows no client, which ends with its last name."""

    def __init__(self) -> None:
        self._words = ""
        self._holds_until = 0.0

    def __call__(self, error: KafkaError) -> None:
        """Remember a reason: that all brokers are down is none, and what ends the client is the last."""
        if error.name() == "_ALL_BROKERS_DOWN" or self._holds_until == math.inf:
            return
        self._words = refusals.refusal(error.str(), error.name())
        self._holds_until = math.inf if error.fatal() else time.monotonic() + KEPT_S

    @property
    def end(self) -> str:
        """Why the client has ended for good; empty while it has not."""
        return self._words if self._holds_until == math.inf else ""

    def words(self, error: KafkaError) -> str:
        """Return an error's words; for one that is silent, what was heard lately instead."""
        if error.name() in SILENT and time.monotonic() < self._holds_until:
            return self._words
        return refusals.refusal(error.str(), error.name())


class Producer(confluent_kafka.Producer):
    """A producer that explains.

    What ends an idempotent producer for good is raised by whoever calls ``poll`` next, once. It is kept
    instead: ``produce`` refuses every record from then on, and says it.
    """

    def __init__(self, conf: dict[str, Any]) -> None:
        self.heard = Heard()
        self._serving = Lock()
        super().__init__(_told(self.heard, conf))

    def list_topics(self, *args: Any, **kwargs: Any) -> Any:
        """Return the cluster's metadata."""
        return _explaining(self, super().list_topics, *args, **kwargs)

    def poll(self, timeout: float = -1) -> int:
        """Serve callbacks; return how many.

        One thread at a time does: who comes second waits as long, for nothing. So no callback meets another.
        """
        if not self._serving.acquire(timeout=timeout):
            return 0
        try:
            return int(super().poll(timeout))
        except KafkaException as error:
            self.heard(error.args[0])
            return 0
        finally:
            self._serving.release()

    def flush(self, *args: Any, **kwargs: Any) -> int:
        """Wait for what is on its way; return how much still is."""
        try:
            return int(super().flush(*args, **kwargs))
        except KafkaException as error:
            self.heard(error.args[0])
            return len(self)


class AdminClient(admin.AdminClient):
    """An administration client that explains."""

    def __init__(self, conf: dict[str, Any]) -> None:
        self.heard = Heard()
        super().__init__(_told(self.heard, conf))

    def list_topics(self, *args: Any, **kwargs: Any) -> Any:
        """Return the cluster's metadata."""
        return _explaining(self, super().list_topics, *args, **kwargs)


class Consumer(confluent_kafka.Consumer):
    """A consumer that explains."""

    def __init__(self, conf: dict[str, Any]) -> None:
        self.heard = Heard()
        super().__init__(_told(self.heard, conf))

    def list_topics(self, *args: Any, **kwargs: Any) -> Any:
        """Return the cluster's metadata."""
        return _explaining(self, super().list_topics, *args, **kwargs)

    def committed(self, *args: Any, **kwargs: Any) -> Any:
        """Return a group's offsets."""
        return _explaining(self, super().committed, *args, **kwargs)


def _told(heard: Heard, conf: dict[str, Any]) -> dict[str, Any]:
    return {"error_cb": heard, **conf}


def _explaining(
    client: Producer | AdminClient | Consumer, ask: Callable[..., Any], *args: Any, **kw: Any
) -> Any:
    """Return an answer; an error is raised again with what the client heard meanwhile."""
    try:
        return ask(*args, **kw)
    except KafkaException as error:
        code = error.args[0]
        if code.name() in SILENT:
            heard = client.poll(SERVE_S)  # calls the callback, and gives a consumer its group's error
            if isinstance(heard, Message) and (problem := heard.error()):
                client.heard(problem)
            raise KafkaException(KafkaError(code.code(), client.heard.words(code))) from error
        raise
