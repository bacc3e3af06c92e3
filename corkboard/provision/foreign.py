"""The drivers' exceptions become ours, in one context manager for all who provision."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import requests
from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy.exc import SQLAlchemyError

from corkboard import clients
from corkboard.errors import NO_ANSWER, UnavailableError
from corkboard.kafka import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator

FOREIGN = (
    requests.RequestException,
    BotoCoreError,
    ClientError,
    SQLAlchemyError,
    clients.KafkaException,
    TimeoutError,  # a future of the Kafka client that nobody finished
)


@contextmanager
def answering(service: str) -> Iterator[None]:
    """Turn what a driver raises into ``UnavailableError``, with the service and its words.

    Args:
        service: Such as ``kafka``.
    """
    try:
        yield
    except FOREIGN as error:
        raise UnavailableError(f"{service}: {words_of(error)}", service=service, hint=NO_ANSWER) from error


def words_of(error: Exception) -> str:
    """Return the first line of what a driver said, or the exception's name when it said nothing."""
    if isinstance(error, clients.KafkaException):
        return refusals.refusal(error.args[0].str(), error.args[0].name())
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
