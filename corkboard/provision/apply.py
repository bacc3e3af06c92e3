"""Makes what the plan says is missing; a second run finds nothing to do."""

from __future__ import annotations

import dataclasses
import re
import time
from typing import TYPE_CHECKING

import requests
import stamina

from corkboard import catalogue, clients, epochs
from corkboard.errors import CorkboardError, UnavailableError
from corkboard.provision import plan, streams
from corkboard.provision.foreign import answering, words_of
from corkboard.provision.observe import observe
from corkboard.provision.wanted import wanted
from corkboard.targets import guards

if TYPE_CHECKING:
    from corkboard.provision.plan import Found, Step, Wanted
    from corkboard.settings import Settings

TIMEOUT_S = 30
PRODUCE_TIMEOUT_S = 10
SERVICES: dict[plan.Kind, str] = {
    "database account": "mysql",
    "topic": "kafka",
    "partitions": "kafka",
    "bucket": "s3",
    "stream": "kinesis",
    "stream epoch": "kinesis",
    "shards": "kinesis",
    "connector": "connect",
    "failed tasks": "connect",
}


def missing(settings: Settings) -> list[Step]:
    """Return what is missing now."""
    target = wanted(settings)
    return plan.steps(target, _found(settings, target))


def provision(settings: Settings) -> list[Step]:
    """Make everything that is missing; streams are active then, and Kafka has acknowledged a produce.

    Returns:
        What was made.

    Raises:
        UnavailableError: A server did not answer.
        CorkboardError: A server refused; carries its words. Or a stream here has too few shards.
    """
    target = wanted(settings)
    found = _found(settings, target)
    todo = plan.steps(target, found)
    _refuse_resharding(settings, todo, found)
    for step in todo:
        _apply(settings, step, target, found)
    _wait_streams(settings, target)
    _prove_a_produce(settings)
    return todo


def _found(settings: Settings, target: Wanted) -> Found:
    """Return what is there, the streams' epochs included."""
    past = {name: epochs.history(settings.ledger_dir, name) for name in target.streams}
    present = {name: history[-1] for name, history in past.items() if history}
    return dataclasses.replace(observe(settings, target.connector), epochs=present)


def _refuse_resharding(settings: Settings, todo: list[Step], found: Found) -> None:
    """Refuse to split the shards of the emulator's streams, which loses what nobody has read."""
    for step in todo:
        if step.kind == "shards" and settings.has_stand_ins:
            raise CorkboardError(
                f"stream {step.name} has {found.streams[step.name].shards} open shards and kinesis.shards "
                f"asks for {step.count}: the emulator loses unread records when a stream grows",
                hint="give kinesis.shards its old value, or begin anew with 'corkboard reset'",
            )


def _wait_streams(settings: Settings, target: Wanted) -> None:
    client = streams.open_client(settings)
    with answering("kinesis"):
        for name in target.streams:
            streams.wait_active(client, name)


def _apply(settings: Settings, step: Step, target: Wanted, found: Found) -> None:
    with answering(SERVICES[step.kind]):
        match step.kind:
            case "database account":
                _make_reader(settings)
            case "topic":
                _make_topic(settings, step)
            case "partitions":
                _add_partitions(settings, step)
            case "bucket":
                clients.s3(settings, answer_s=TIMEOUT_S, attempts=2).create_bucket(Bucket=step.name)
            case "stream":
                _make_stream(settings, step)
            case "stream epoch":
                _begin_epoch(settings, step.name, found)
            case "shards":
                streams.grow(streams.open_client(settings), step.name, step.count)
            case "connector":
                _put_connector(settings, step.name, target.connector_config)
            case "failed tasks":
                _restart_failed(settings, step.name)


def _make_reader(settings: Settings) -> None:
    """Make the read-only account; the server reads a grant's database as a pattern, so that is escaped."""
    section = settings.database
    pattern = re.sub(r"([\\_%])", r"\\\1", section.name).replace("`", "``").replace("%", "%%")
    account = {"user": section.user, "password": guards.reveal(settings, section.password)}
    engine = clients.database(settings, admin=True, schema=False, answer_s=TIMEOUT_S)
    try:
        with engine.begin() as connection:
            for statement in (
                "create user if not exists %(user)s@'%%' identified by %(password)s",
                "alter user %(user)s@'%%' identified by %(password)s",
                f"grant select on `{pattern}`.* to %(user)s@'%%'",
            ):
                connection.exec_driver_sql(statement, account)
    finally:
        engine.dispose()


def _make_topic(settings: Settings, step: Step) -> None:
    topic = clients.new_topic(step.name, step.count, settings.kafka.replication_factor)
    admin = clients.kafka_admin(settings)  # kept until the answer is there: its end cancels the call
    futures = admin.create_topics([topic], request_timeout=TIMEOUT_S)
    _finish(futures[step.name], step, "TOPIC_ALREADY_EXISTS")


def _add_partitions(settings: Settings, step: Step) -> None:
    growth = [clients.new_partitions(step.name, step.count)]
    admin = clients.kafka_admin(settings)
    futures = admin.create_partitions(growth, request_timeout=TIMEOUT_S)
    _finish(futures[step.name], step, "")


def _finish(future: clients.AdminFuture, step: Step, harmless: str) -> None:
    try:
        future.result(timeout=TIMEOUT_S)
    except clients.KafkaException as error:
        if error.args[0].name() != harmless:
            raise CorkboardError(f"{step}: {words_of(error)}") from error


def _make_stream(settings: Settings, step: Step) -> None:
    """Make a stream and begin its epoch at the moment before: nothing older is in it."""
    began_at = time.time()
    stream = streams.make(streams.open_client(settings), step.name, step.count)
    epochs.begin(settings.ledger_dir, step.name, began_at=began_at, identity=stream.identity)


def _begin_epoch(settings: Settings, name: str, found: Found) -> None:
    """Begin the epoch of a stream that somebody else has made, at the moment of its creation."""
    stream, before = found.streams[name], found.epochs.get(name)
    is_younger = before is None or stream.created_at > before.began_at
    began_at = stream.created_at if is_younger else time.time()
    epochs.begin(settings.ledger_dir, name, began_at=began_at, identity=stream.identity)


@stamina.retry(on=requests.ConnectionError, attempts=3)
def _put_connector(settings: Settings, name: str, config: dict[str, str]) -> None:
    """Create or change the connector; a worker that rebalances answers 409 and is asked again."""
    url = f"{settings.connect.url}/connectors/{name}/config"
    answer = requests.put(url, json=config, timeout=TIMEOUT_S)
    if answer.status_code == requests.codes.conflict:
        raise requests.ConnectionError(answer.text)
    if not answer.ok:
        raise CorkboardError(
            f"connector {name} was refused: {answer.text}", hint="see 'corkboard logs connect'"
        )


@stamina.retry(on=requests.ConnectionError, attempts=3)
def _restart_failed(settings: Settings, name: str) -> None:
    """Restart what has failed of a connector; its configuration may be right and S3 have been away."""
    url = f"{settings.connect.url}/connectors/{name}/restart?includeTasks=true&onlyFailed=true"
    answer = requests.post(url, timeout=TIMEOUT_S)
    if answer.status_code == requests.codes.conflict:
        raise requests.ConnectionError(answer.text)
    answer.raise_for_status()


def _prove_a_produce(settings: Settings) -> None:
    """Produce one record where nobody reads: a broker that lists topics need not take records."""
    topic, refused = catalogue.probe_topic(settings.prefix), []
    producer = clients.kafka_producer(settings, **{"message.timeout.ms": PRODUCE_TIMEOUT_S * 1000})
    try:
        producer.produce(topic, b"{}", on_delivery=lambda error, _: refused.append(error) if error else None)
    except clients.KafkaException as error:  # it has met what no retry mends
        refused.append(error.args[0])
    left = producer.flush(PRODUCE_TIMEOUT_S + 1)
    if refused or left:
        words = producer.heard.words(refused[0]) if refused else f"no answer in {PRODUCE_TIMEOUT_S} s"
        raise UnavailableError(
            f"kafka acknowledged no record in {topic}: {words}",
            service="kafka",
            hint="see 'corkboard logs kafka'",
        )
