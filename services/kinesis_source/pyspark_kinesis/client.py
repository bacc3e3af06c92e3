"""The only opener of connections: Kinesis as boto3 reaches it, its answers and its errors as ours."""

from __future__ import annotations

import base64
import contextlib
from typing import TYPE_CHECKING, Any

from pyspark_kinesis.clock import Clock, server_ms
from pyspark_kinesis.errors import OptionError, StreamMissingError
from pyspark_kinesis.wire import Description, Page, Shard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyspark_kinesis.options import Access
    from pyspark_kinesis.wire import Stream

CONNECT_S = 5
ANSWER_S = 20
HOUR_MS = 3_600_000
EMULATOR_REGION = "us-east-1"
BUSY = (
    "ProvisionedThroughputExceededException",
    "LimitExceededException",
    "ThrottlingException",
    "Throttling",
    "KMSThrottlingException",
    "InternalFailure",
    "InternalFailureException",
    "InternalServerError",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "RequestTimeout",
    "RequestTimeoutException",
    "ResourceInUseException",
)
SERVER_ERROR = 500
ANSWERS = {
    "describe_stream_summary": "StreamDescriptionSummary",
    "list_shards": "Shards",
    "get_shard_iterator": "ShardIterator",
    "get_records": "Records",
}


class BusyError(Exception):
    """No answer, or one that says to try again later; whoever asked does."""


class IteratorLostError(Exception):
    """The iterator is older than five minutes, or its stream is gone: another must be opened."""


class ShardMissingError(Exception):
    """Kinesis knows no such shard (any more)."""


def open_client(access: Access) -> Any:
    """Return boto3's client.

    Time and data are parsed here because botocore's own parsers take longer than all else about a
    record. Addresses from the environment are ignored: executors may not have the driver's, which is in
    the options.
    """
    import boto3  # noqa: PLC0415 - Spark imports this package wherever it looks for data sources
    from botocore.config import Config  # noqa: PLC0415
    from botocore.session import get_session  # noqa: PLC0415

    inner = get_session()
    inner.get_component("response_parser_factory").set_parser_defaults(
        timestamp_parser=_moment, blob_parser=base64.b64decode
    )
    session = boto3.Session(
        botocore_session=inner,
        aws_access_key_id=access.key_id or None,
        aws_secret_access_key=access.secret or None,
        aws_session_token=access.token or None,
    )
    region = access.region or session.region_name or (EMULATOR_REGION if access.endpoint else "")
    if not region:
        raise OptionError("region", "is missing, and AWS' configuration names none")
    if access.role:
        from pyspark_kinesis.roles import assume  # noqa: PLC0415

        assume(inner, access, region, Config(connect_timeout=CONNECT_S, read_timeout=ANSWER_S))
    config = Config(  # type: ignore[call-arg]  # the stubs lack ignore_configured_endpoint_urls
        ignore_configured_endpoint_urls=True,
        connect_timeout=CONNECT_S,
        read_timeout=ANSWER_S,
        max_pool_connections=32,
        retries={"total_max_attempts": 1},  # the callers try again, and know for how long
    )
    return session.client("kinesis", region_name=region, endpoint_url=access.endpoint or None, config=config)


class Kinesis:
    """The four calls that a consumer needs.

    Args:
        access: Where, and with which keys.
        connect: Opens the client, at the first call.
        clock: The time.

    Raises:
        BusyError: From every method.
    """

    def __init__(
        self, access: Access, connect: Callable[[Access], Any] = open_client, clock: Clock | None = None
    ) -> None:
        self._access = access
        self._connect = connect
        self._clock = clock or Clock()
        self._client: Any = None

    def open(self) -> None:
        """Connect now, before threads share it."""
        if self._client is None:
            self._client = self._connect(self._access)

    def describe(self, stream: Stream) -> Description:
        """Return what tells the stream from others of its name.

        Raises:
            StreamMissingError: There is none.
        """
        with _missing_stream(stream):
            answer = self._ask("describe_stream_summary", stream.address())
        summary = answer["StreamDescriptionSummary"]
        date = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
        return Description(
            created_ms=round(summary["StreamCreationTimestamp"] * 1000),
            retention_ms=summary.get("RetentionPeriodHours", 24) * HOUR_MS,
            now_ms=server_ms(round(self._clock.now_s() * 1000), date),
        )

    def shards(self, stream: Stream) -> dict[str, Shard]:
        """Return the stream's shards, those that are closed but still hold records among them."""
        found: dict[str, Shard] = {}
        request: dict[str, str] = stream.address()
        while request:
            with _missing_stream(stream):
                answer = self._ask("list_shards", request)
            found.update((shard["ShardId"], _shard(shard)) for shard in answer["Shards"])
            request = {"NextToken": answer["NextToken"]} if answer.get("NextToken") else {}
        return found

    def iterator(self, stream: Stream, shard: str, place: Mapping[str, Any]) -> str:
        """Return an iterator.

        Args:
            stream: The stream.
            shard: The shard.
            place: The arguments that say where it begins.

        Raises:
            ShardMissingError: There is no such shard.
        """
        answer = self._ask("get_shard_iterator", {**stream.address(), "ShardId": shard, **place})
        found: str = answer["ShardIterator"]
        return found

    def page(self, stream: Stream, iterator: str, most: int) -> Page:
        """Return the next records.

        Raises:
            IteratorLostError: Another iterator must be opened.
        """
        by_arn = {"StreamARN": stream.arn} if stream.arn else {}
        try:
            answer = self._ask("get_records", {"ShardIterator": iterator, "Limit": most, **by_arn})
        except ShardMissingError as error:
            raise IteratorLostError from error
        return Page(
            answer["Records"], answer.get("NextShardIterator") or "", answer.get("MillisBehindLatest") or 0
        )

    def _ask(self, call: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer, which has what the call is for: botocore takes any page of a proxy for one."""
        from botocore import exceptions  # noqa: PLC0415
        from botocore.parsers import ResponseParserError  # noqa: PLC0415

        self.open()
        try:
            answer: dict[str, Any] = getattr(self._client, call)(**request)
        except exceptions.ClientError as error:
            raise _ours(error) from error
        except (exceptions.HTTPClientError, exceptions.ConnectionError, ResponseParserError) as error:
            raise BusyError(f"{type(error).__name__}: {error}") from error
        if ANSWERS[call] not in answer:
            raise BusyError(f"{call} was answered without {ANSWERS[call]}")
        return answer


def _moment(answered: Any) -> Any:
    """Return seconds since 1970 as Kinesis gives them; what STS gives stays a datetime."""
    from botocore.utils import parse_timestamp  # noqa: PLC0415

    return parse_timestamp(answered) if isinstance(answered, str) else float(answered)


def _ours(error: Any) -> Exception:
    """Return the error that a refusal is to us; what is not foreseen stays what it was."""
    code, status = (
        error.response["Error"]["Code"],
        error.response["ResponseMetadata"].get("HTTPStatusCode", 0),
    )
    message = f"{code}: {error.response['Error'].get('Message', '')}"
    if code in BUSY or status >= SERVER_ERROR:
        return BusyError(message)
    if code == "ExpiredIteratorException":
        return IteratorLostError(message)
    if code == "ResourceNotFoundException":
        return ShardMissingError(message)
    refused: Exception = error
    return refused


@contextlib.contextmanager
def _missing_stream(stream: Stream) -> Iterator[None]:
    try:
        yield
    except ShardMissingError as error:
        raise StreamMissingError(stream.name, str(error)) from error


def _shard(listed: Mapping[str, Any]) -> Shard:
    parents = (listed.get("ParentShardId"), listed.get("AdjacentParentShardId"))
    is_closed = bool(listed.get("SequenceNumberRange", {}).get("EndingSequenceNumber"))
    return Shard(tuple(parent for parent in parents if parent), is_closed=is_closed)
