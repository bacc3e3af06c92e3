"""Reads Kinesis record by record, several shards at the same time."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import stamina
from botocore.exceptions import BotoCoreError, ClientError

from corkboard import clients
from corkboard.errors import NO_ANSWER, UnavailableError
from corkboard.verify import digests
from corkboard.verify.shards import ShardRecords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from mypy_boto3_kinesis import KinesisClient

    from corkboard.epochs import Epoch
    from corkboard.settings import Settings
    from corkboard.verify.watch import Watcher

READERS = 4
BATCH = 10_000
THROTTLED = "ProvisionedThroughputExceededException"
ABSENT = "ResourceNotFoundException"
Record = dict[str, Any]  # botocore's; a million of them are not copied into something of ours


def read_shards(
    settings: Settings,
    stream: str,
    epoch: Epoch | None,
    watcher: Watcher,
    *,
    known: AbstractSet[int],
    keys: str = "",
) -> dict[str, ShardRecords]:
    """Return what every shard of a stream has; nothing when there is no such stream.

    Args:
        settings: Where Kinesis is.
        stream: The stream.
        epoch: Its present epoch: with a past, what came before it began is left out.
        watcher: Told how far the reading is.
        known: Digests of what was sent; the meaning of other records is taken down too.
        keys: What partition keys of the feed begin with; records of others are left out.

    Raises:
        UnavailableError: Kinesis did not answer.
    """
    with _answering(settings):
        client = clients.kinesis(settings)
        names = _shards(client, stream)
        advance = watcher.begin(f"Kinesis {stream}", None)

        def read(shard: str) -> ShardRecords:
            found = ShardRecords()
            for record in _records(client, stream, shard, _start(epoch)):
                if record["PartitionKey"].startswith(keys):
                    _take(found, record, known)
                    if not len(found.numbers) % BATCH:
                        advance(BATCH)
            advance(len(found.numbers) % BATCH)
            return found

        with ThreadPoolExecutor(READERS) as pool:
            return dict(zip(names, pool.map(read, names), strict=True))


def read_one(settings: Settings, stream: str, shard: str, number: str) -> Record | None:
    """Return the record at a sequence number, as ``GetRecords`` gives it; none when it is not there."""
    at: dict[str, Any] = {"ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": number}
    with _answering(settings), contextlib.suppress(_AbsentError):
        client = clients.kinesis(settings)
        iterator = _iterator(client, stream, shard, at)
        found = client.get_records(ShardIterator=iterator, Limit=1)["Records"]
        return dict(found[0]) if found and found[0]["SequenceNumber"] == number else None
    return None


def read_keys(
    settings: Settings,
    stream: str,
    places: list[tuple[str, str]],
    key_of: Callable[[bytes, bytes], int | str | None],
) -> dict[tuple[str, str], int | str]:
    """Return how the records at these shards and sequence numbers call themselves, where they do."""
    found = {}
    for shard, number in places:
        record = read_one(settings, stream, shard, number)
        key = key_of(record["Data"], record["PartitionKey"].encode()) if record else None
        if key is not None:
            found[shard, number] = key
    return found


class _AbsentError(Exception):
    """There is no such stream, shard or sequence number."""


def _shards(client: KinesisClient, stream: str) -> list[str]:
    """Return the names of all shards, closed ones too."""
    try:
        pages = client.get_paginator("list_shards").paginate(StreamName=stream)
        return [shard["ShardId"] for page in pages for shard in page["Shards"]]
    except ClientError as error:
        if error.response["Error"]["Code"] == ABSENT:
            return []
        raise


def _start(epoch: Epoch | None) -> dict[str, Any]:
    if epoch is not None and epoch.has_past:
        moment = datetime.fromtimestamp(epoch.began_at, UTC)
        return {"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": moment}
    return {"ShardIteratorType": "TRIM_HORIZON"}


def _iterator(client: KinesisClient, stream: str, shard: str, start: dict[str, Any]) -> str:
    try:
        return client.get_shard_iterator(StreamName=stream, ShardId=shard, **start)["ShardIterator"]
    except ClientError as error:
        if error.response["Error"]["Code"] in (ABSENT, "InvalidArgumentException"):
            raise _AbsentError from error
        raise


def _records(client: KinesisClient, stream: str, shard: str, start: dict[str, Any]) -> Iterator[Record]:
    """Yield a shard's records up to its present end."""
    iterator: str | None = _iterator(client, stream, shard, start)
    while iterator:
        for attempt in stamina.retry_context(on=_is_throttled, timeout=60):
            with attempt:
                answer = client.get_records(ShardIterator=iterator, Limit=BATCH)
        yield from answer["Records"]  # type: ignore[misc]  # a TypedDict is a dict
        if not answer["Records"] and not answer["MillisBehindLatest"]:
            return
        iterator = answer.get("NextShardIterator")


def _take(found: ShardRecords, record: Record, known: AbstractSet[int]) -> None:
    data = record["Data"]
    digest = digests.of_bytes(data)
    if digest not in known:
        found.meanings[len(found.numbers)] = digests.of_json(data)
    found.numbers.append(record["SequenceNumber"])
    found.digests.append(digest)


def _is_throttled(error: Exception) -> bool:
    return isinstance(error, ClientError) and error.response["Error"]["Code"] == THROTTLED


@contextlib.contextmanager
def _answering(settings: Settings) -> Iterator[None]:
    """Turn what botocore complains about into an ``UnavailableError``."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        where = settings.aws.endpoint_url or f"AWS {settings.aws.region}"
        raise UnavailableError(f"kinesis at {where}: {error}", service="kinesis", hint=NO_ANSWER) from error
