"""Bad records larger than a producer's usual 1 MiB: the broker took them, so they can be set aside."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

import pytest
from connect_landing import Landing
from connect_letters import read_letters
from connect_processes import wait_until
from connect_public import public_config
from connect_stack import StackWorker

from corkboard import catalogue
from corkboard.provision.wanted import connector_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from connect_fixtures import Stage

    Connector = Callable[[Stage, str], tuple[str, str, dict[str, str]]]

MEBIBYTE = 1024 * 1024
NO_JSON = b"x" * 3 * MEBIBYTE
TOO_LARGE = b'{"text":"' + b"y" * 5 * MEBIBYTE + b'"}'
LARGEST = b'{"text":"' + b"z" * (10 * MEBIBYTE - 20_000) + b'"}'
GOOD = b'{"index":1}'


@pytest.fixture(scope="module")
def stack_worker(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackWorker]:
    """The stack's own worker."""
    worker = StackWorker(stage, tmp_path_factory.mktemp("home"), {})
    yield worker
    worker.stop()


@pytest.fixture
def run(stack_worker: StackWorker) -> Iterator[Callable[[dict[str, str]], None]]:
    """Runs a connector, and removes it."""
    names: list[str] = []

    def create(config: dict[str, str]) -> None:
        names.append(config["name"])
        stack_worker.create(config["name"], config)

    yield create
    for name in names:
        stack_worker.delete(name)


def ours(stage: Stage, prefix: str) -> tuple[str, str, dict[str, str]]:
    """Return topic, dead-letter topic and configuration of the connector that provisioning makes."""
    own = stage.settings.model_copy(update={"prefix": prefix})
    stage.s3.create_bucket(Bucket=catalogue.bucket(prefix))
    for topic in (*catalogue.topics(prefix), catalogue.dead_letter_topic(prefix)):
        stage.topic(topic)
    return catalogue.PIN.topic(prefix), catalogue.dead_letter_topic(prefix), connector_config(own)


def confluents(stage: Stage, prefix: str) -> tuple[str, str, dict[str, str]]:
    """Return the same of a user's connector: Confluent's configuration and Confluent's words for dead letters."""
    letters = {
        "errors.tolerance": "all",
        "errors.deadletterqueue.topic.name": f"dead-{prefix}",
        "errors.deadletterqueue.topic.replication.factor": "1",
    }
    config = public_config(prefix, stage.bucket) | letters
    return stage.topic(f"{prefix}.pin"), stage.topic(f"dead-{prefix}"), {"name": prefix, **config}


@pytest.mark.parametrize("connector", [ours, confluents])
def test_a_large_bad_record_is_set_aside_and_the_next_one_lands(
    stage: Stage, stack_worker: StackWorker, run: Callable[[dict[str, str]], None], connector: Connector
) -> None:
    """Whether the converter refuses it or the sink, and up to what the broker takes."""
    topic, letter_topic, config = connector(stage, f"u{secrets.token_hex(5)}")
    bad = [NO_JSON, TOO_LARGE, LARGEST]
    stage.produce(topic, [*bad, GOOD])

    run(config)

    letters = read_letters(stage, letter_topic, len(bad))
    assert sorted(digest(value) for _, value in letters) == sorted(map(digest, bad))
    landing = Landing(stage.s3, config["s3.bucket.name"], topic)
    wait_until(lambda: landing.records().get((0, 3)) == GOOD, "the next lands", state=stack_worker.log_end)
    assert stack_worker.is_healthy(config["name"])


def digest(value: bytes | None) -> str:
    """Return a short text that stands for a long value."""
    return hashlib.sha256(value or b"").hexdigest()
