"""Tries each connection of a target, and the right to use it, by the way that verbs take."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import requests
import sqlalchemy

from corkboard import catalogue, clients
from corkboard.errors import NO_ANSWER, CorkboardError, UnavailableError
from corkboard.provision import foreign
from corkboard.targets import account, machine, opening

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corkboard.settings import Settings

ANSWER_S = 10
DIRECT, BY_MACHINE = "direct", "EC2 client"
PRIVATE = ("kafka", "database")  # on AWS
REFUSING = (401, 403)
NO_WAY = "Kafka and the database are private: 'corkboard target pull aws' finds the machine that reaches them"


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one connection.

    Attributes:
        name: The connection.
        ok: Whether it can be used.
        route: ``direct``, or through the EC2 client by Systems Manager.
        seen: What answered, or what went wrong.
        todo: The next step; empty when all is well.
    """

    name: str
    ok: bool
    route: str
    seen: str
    todo: str = ""


def check(settings: Settings, names: Sequence[str] = ()) -> list[Checked]:
    """Try connections, each on its own: one that fails keeps none from being tried.

    Args:
        settings: Of which target.
        names: Only these, or all.
    """
    wanted = [name for name in HOPS if name in names or not names]
    far = [name for name in wanted if settings.machine and name in PRIVATE]
    near = [_try(settings, name) for name in wanted if name not in far]
    return near + (_far(settings, far) if far else [])


def _try(settings: Settings, name: str) -> Checked:
    try:
        return Checked(name, ok=True, route=DIRECT, seen=HOPS[name](settings))
    except CorkboardError as error:
        todo = NO_WAY if error.hint == NO_ANSWER and not settings.has_stand_ins else error.hint
        return Checked(name, ok=False, route=DIRECT, seen=error.message, todo=todo)


def _far(settings: Settings, names: Sequence[str]) -> list[Checked]:
    """Have the EC2 client try what only it can reach."""
    said: list[str] = []
    verb = [
        "target",
        "check",
        settings.target,
        "--json",
        *(word for name in names for word in ("--only", name)),
    ]
    try:
        machine.run(settings, verb, out=said.append, err=lambda _: None)
        told = json.loads("\n".join(said))["data"]["checks"]
        return [Checked(**{**one, "route": BY_MACHINE}) for one in told]
    except CorkboardError as error:
        message, hint = error.message, error.hint
    except (ValueError, KeyError, TypeError):
        message, hint = (
            f"the EC2 client answered no checks: {' '.join(said)[-200:]}",
            "is its wheel this version?",
        )
    return [Checked(name, ok=False, route=BY_MACHINE, seen=message, todo=hint) for name in names]


def _account(settings: Settings) -> str:
    found = account.identity(settings.aws)
    if not settings.has_stand_ins:
        account.compare(settings.aws, found)
    return f"{found.account} {found.arn}"


def _s3(settings: Settings) -> str:
    names = [catalogue.bucket(settings.prefix)]
    if not settings.has_stand_ins:
        names.append(catalogue.lake_bucket(settings.prefix))
    client = clients.s3(settings, answer_s=ANSWER_S, attempts=2)
    with opening.answering(settings.aws, "s3:ListBucket"):
        for name in names:
            client.list_objects_v2(Bucket=name, MaxKeys=1)
    return ", ".join(names)


def _kinesis(settings: Settings) -> str:
    names = settings.kinesis.streams(settings.prefix)
    client = clients.kinesis(settings, answer_s=ANSWER_S, attempts=2)
    for name in names:
        with opening.answering(settings.aws, "kinesis:DescribeStreamSummary"):
            told = client.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
        if told["StreamStatus"] not in ("ACTIVE", "UPDATING"):
            raise UnavailableError(
                f"the stream {name} is {told['StreamStatus']}",
                service="kinesis",
                hint="wait, and check again",
            )
    return ", ".join(names)


def _gateway(settings: Settings) -> str:
    address = settings.gateway.stream_url("").rstrip("/")
    with foreign.answering("gateway"):
        status = requests.get(address, timeout=ANSWER_S).status_code
    if status in REFUSING:
        raise UnavailableError(
            f"the gateway answers {status}: this address may not call it",
            service="gateway",
            hint="deploy the API with --clients and this machine's address",
        )
    if status != requests.codes.ok:
        raise UnavailableError(
            f"{address} answers {status}", service="gateway", hint="check gateway.url and gateway.stage"
        )
    return address


def _kafka(settings: Settings) -> str:
    with foreign.answering("kafka"):
        told = clients.kafka_admin(settings, log_level=0).list_topics(timeout=ANSWER_S)
    lacking = sorted(set(catalogue.topics(settings.prefix)) - set(told.topics))
    if lacking:
        raise UnavailableError(
            f"{len(told.brokers)} brokers, and no topic {', '.join(lacking)}",
            service="kafka",
            hint="make them: corkboard provision",
        )
    return f"{len(told.brokers)} brokers, {len(told.topics)} topics"


def _database(settings: Settings) -> str:
    """Sign in as whoever reads; before ``provision`` made that account, nobody can."""
    engine = clients.database(settings, answer_s=ANSWER_S)
    try:
        with foreign.answering("database"), engine.connect() as connection:
            version = connection.execute(sqlalchemy.text("select version()")).scalar_one()
    finally:
        engine.dispose()
    return f"{settings.database.user}, server {version}"


HOPS: dict[str, Callable[[Settings], str]] = {
    "account": _account,
    "s3": _s3,
    "kinesis": _kinesis,
    "gateway": _gateway,
    "kafka": _kafka,
    "database": _database,
}


def as_data(found: Sequence[Checked]) -> list[dict[str, object]]:
    """Return the checks in JSON's own types."""
    return [asdict(one) for one in found]
