"""The options of Databricks' source, understood once; what is not known is ignored, as there."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pyspark_kinesis import moments
from pyspark_kinesis.errors import OptionError
from pyspark_kinesis.wire import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
N = TypeVar("N", int, float)
LATEST = -1
OLDEST = 0
MOST_RECORDS = 10_000
MEGABYTE = 1_000_000
ENDPOINT_VARIABLES = ("AWS_ENDPOINT_URL_KINESIS", "AWS_ENDPOINT_URL")  # as the AWS SDKs name them


@dataclass(frozen=True, slots=True)
class Access:
    """Where Kinesis is, and who asks.

    Attributes:
        region: The region; empty to let boto3 find it.
        endpoint: The address of another Kinesis than AWS'; empty for AWS.
        key_id: The access key's id; empty to let boto3 find keys.
        secret: Its secret.
        token: A session token.
        role: The ARN of a role to assume.
        external_id: What the role's owner asks for.
        session_name: The name that AWS' logs show.
        sts_endpoint: The address of another STS than AWS'.
    """

    region: str = ""
    endpoint: str = ""
    key_id: str = ""
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    role: str = ""
    external_id: str = field(default="", repr=False)
    session_name: str = ""
    sts_endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What a query was asked to do.

    Attributes:
        streams: What it reads.
        access: Where, and with which keys.
        initial_ms: Where a new query begins: ``LATEST``, ``OLDEST``, or ms since 1970.
        records_per_page: The most that one GetRecords asks for.
        page_period_s: The least time between two triggers' fetches.
        fetch_s: How long one trigger fetches.
        buffer_bytes: How much one trigger fetches.
        rate_bytes_s: The most that one shard is asked for in a second; 0 for no limit.
        listing_period_s: The least time between two looks for new shards.
        shards_per_task: The most shards that one task reads.
        records_per_trigger: The most that one trigger fetches; 0 for no limit.
        outage_s: How long Kinesis may give no answer.
        fail_on_loss: Whether the query stops when records may have expired unread.
        is_enhanced: Whether enhanced fan-out was asked for, in the place of which it polls.
        spill_folder: Where fetched records wait for their tasks; empty for the machine's temporary folder.
    """

    streams: tuple[Stream, ...]
    access: Access
    initial_ms: int
    records_per_page: int
    page_period_s: float
    fetch_s: float
    buffer_bytes: int
    rate_bytes_s: float
    listing_period_s: float
    shards_per_task: int
    records_per_trigger: int
    outage_s: float
    fail_on_loss: bool
    is_enhanced: bool
    spill_folder: str


def understood(options: Mapping[str, str]) -> Options:
    """Return what the options say.

    Args:
        options: By name; Spark's own mapping does not mind capitals, and neither does this.

    Raises:
        OptionError: One of them cannot be understood.
    """
    given = {name.lower(): text for name, text in options.items()}

    def read(name: str, default: str, parse: Callable[[str], T]) -> T:
        try:
            return parse(given.get(name.lower(), default))
        except (ValueError, KeyError, TypeError) as error:
            raise OptionError(name, str(error)) from error

    return Options(
        streams=_streams(given),
        access=_access(given),
        initial_ms=read("initialPosition", "latest", _initial_ms),
        records_per_page=min(read("maxRecordsPerFetch", str(MOST_RECORDS), _positive), MOST_RECORDS),
        page_period_s=read("minFetchPeriod", "400ms", moments.duration_s),
        fetch_s=read("maxFetchDuration", "10s", moments.duration_s),
        buffer_bytes=read("fetchBufferSize", "256mb", lambda text: _positive(str(moments.size_bytes(text)))),
        rate_bytes_s=read("maxFetchRate", "0", lambda text: _not_below_zero(float(text))) * MEGABYTE,
        listing_period_s=read("shardFetchInterval", "1s", moments.duration_s),
        shards_per_task=read("shardsPerTask", "5", _positive),
        records_per_trigger=read("maxRecordsPerTrigger", "0", lambda text: _not_below_zero(int(text))),
        outage_s=read("outageTimeout", "5m", moments.duration_s),
        fail_on_loss=read("failOnDataLoss", "false", _is_true),
        is_enhanced=given.get("consumermode", "polling").strip().lower() == "efo",
        spill_folder=given.get("spillfolder", ""),
    )


def _streams(given: Mapping[str, str]) -> tuple[Stream, ...]:
    names = [Stream(name) for name in _listed(given.get("streamname", ""))]
    arns = [Stream(arn.rpartition("/")[2], arn) for arn in _listed(given.get("streamarn", ""))]
    if not names and not arns:
        raise OptionError("streamName", "is missing, and streamARN is too")
    unclear = [stream.arn for stream in arns if not stream.arn.startswith("arn:") or not stream.name]
    if unclear:
        raise OptionError("streamARN", f"{unclear[0]!r} is not an ARN such as arn:aws:kinesis:…:stream/name")
    found = (*names, *arns)
    if len({stream.name for stream in found}) < len(found):
        raise OptionError("streamName", "a stream is named twice")
    return found


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _access(given: Mapping[str, str]) -> Access:
    arn = given.get("streamarn", "").strip().split(":")
    endpoint = given.get("endpoint") or given.get("endpointurl") or _endpoint_around()
    if given.get("awsaccesskey") and not given.get("awssecretkey"):
        raise OptionError("awsSecretKey", "is missing beside awsAccessKey")
    return Access(
        region=given.get("region") or (arn[3] if arn[0] == "arn" else ""),
        endpoint=endpoint if "://" in endpoint or not endpoint else f"https://{endpoint}",
        key_id=given.get("awsaccesskey", ""),
        secret=given.get("awssecretkey", ""),
        token=given.get("awssessiontoken", ""),
        role=given.get("rolearn", ""),
        external_id=given.get("roleexternalid", ""),
        session_name=given.get("rolesessionname") or "pyspark-kinesis",
        sts_endpoint=given.get("stsendpoint", ""),
    )


def _endpoint_around() -> str:
    """Return the address that AWS' own variables give to the driver; the executors get it from there."""
    around = os.environ  # noqa: TID251 - a distribution of its own, with AWS' variables
    return next(filter(None, map(around.get, ENDPOINT_VARIABLES)), "")


def _initial_ms(text: str) -> int:
    if text.strip().startswith("{"):
        asked = {name.lower(): value for name, value in json.loads(text).items()}
        return moments.moment_ms(asked["at_timestamp"], asked.get("format", ""))
    name = text.strip().lower().replace("-", "_")
    if name in ("trim_horizon", "earliest"):
        return OLDEST
    if name == "latest":
        return LATEST
    raise ValueError(
        f'{text!r} is none of latest, trim_horizon, earliest, {{"at_timestamp": "…", "format": "…"}}'
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(f"{text!r} is not above zero")
    return number


def _not_below_zero(number: N) -> N:
    if not number >= 0:  # nan is not
        raise ValueError(f"{number} is below zero")
    return number


def _is_true(text: str) -> bool:
    if text.strip().lower() not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text.strip().lower() == "true"
