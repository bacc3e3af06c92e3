"""Takes away what ``provision`` made and what flowed through it; the database is not its business."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import requests
import stamina

from corkboard import catalogue, clients, epochs
from corkboard.errors import CorkboardError, WaitTimeoutError
from corkboard.folders import remove_at_once
from corkboard.provision import streams
from corkboard.provision.foreign import answering
from corkboard.provision.observe import topics as topics_now
from corkboard.provision.wanted import wanted

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from corkboard.settings import Settings

TIMEOUT_S = 20
DELETE_AT_ONCE = 1000
FOLDERS = ("ledger", "dbfs", "checkpoints")
AGAIN = "see 'corkboard logs aws', then run it again"


def empty(settings: Settings) -> None:
    """Remove connector, its offsets, topics, streams, objects, clean tables, checkpoints and ledger.

    DAGs stay in their bucket: they are somebody's programs.
    A shared stream stays, because others use it; it begins an epoch that has a past, so that nobody
    reads again what was put into it before this moment (by this machine's clock).

    Raises:
        UnavailableError: A server did not answer.
        WaitTimeoutError: The broker still lists a topic that was deleted.
        CorkboardError: Something is left; says what and why.
    """
    _remove_flow(settings)
    kept = streams.streams(settings)  # only a shared one is left
    for folder in FOLDERS:
        remove_at_once(settings.state_dir / folder)  # a cluster may be looking there
    for name, stream in kept.items():
        epochs.begin(settings.ledger_dir, name, began_at=time.time(), identity=stream.identity, has_past=True)


def remove(settings: Settings) -> None:
    """Remove connector, its offsets, topics, streams and the buckets of one prefix.

    Ledger and tables stay, and so does a shared stream.
    """
    _remove_flow(settings)
    with answering("s3"):
        s3, dags = clients.s3(settings), catalogue.dags_bucket(settings.prefix)
        empty_bucket(s3, dags)
        for bucket in (catalogue.bucket(settings.prefix), dags):
            s3.delete_bucket(Bucket=bucket)


def _remove_flow(settings: Settings) -> None:
    with answering("connect"):
        _remove_connector(settings)
    with answering("kafka"):
        _remove_topics(settings, list(wanted(settings).topics))
    with answering("s3"):
        empty_bucket(clients.s3(settings), catalogue.bucket(settings.prefix))
    streams.remove(settings)


@stamina.retry(on=requests.ConnectionError, attempts=3)
def _remove_connector(settings: Settings) -> None:
    name = catalogue.sink_connector(settings.prefix)
    answer = requests.delete(f"{settings.connect.url}/connectors/{name}", timeout=TIMEOUT_S)
    if answer.status_code == requests.codes.conflict:
        raise requests.ConnectionError(answer.text)
    if answer.status_code != requests.codes.not_found:
        answer.raise_for_status()


def _remove_topics(settings: Settings, names: list[str]) -> None:
    admin = clients.kafka_admin(settings)
    there = topics_now(settings)
    present = [name for name in names if name in there]
    for future in admin.delete_topics(present, request_timeout=TIMEOUT_S).values() if present else ():
        future.result(TIMEOUT_S)
    _remove_group(settings)
    deadline = time.monotonic() + TIMEOUT_S
    while left := set(names) & set(topics_now(settings)):
        if time.monotonic() > deadline:
            raise WaitTimeoutError("deleting topics", waited_s=TIMEOUT_S, last=f"still there: {sorted(left)}")
        time.sleep(0.1)


def _remove_group(settings: Settings) -> None:
    """Forget the sink's offsets; the group is busy until its last task has left."""
    group = f"connect-{catalogue.sink_connector(settings.prefix)}"
    admin = clients.kafka_admin(settings)
    for attempt in stamina.retry_context(on=_is_busy, attempts=40, wait_initial=0.1, wait_max=0.5):
        with attempt, contextlib.suppress(_AbsentError):
            _delete_group(admin, group)


class _AbsentError(Exception):
    """There is no such group."""


def _delete_group(admin: clients.AdminClient, group: str) -> None:
    try:
        admin.delete_consumer_groups([group], request_timeout=TIMEOUT_S)[group].result(TIMEOUT_S)
    except clients.KafkaException as error:
        if error.args[0].name() == "GROUP_ID_NOT_FOUND":
            raise _AbsentError from error
        raise


def _is_busy(error: Exception) -> bool:
    return isinstance(error, clients.KafkaException) and error.args[0].name() == "NON_EMPTY_GROUP"


def empty_bucket(s3: S3Client, bucket: str) -> None:
    """Delete every object of a bucket; one that is not there is empty.

    Raises:
        CorkboardError: Objects are left; says how many, and what was said about the first.
    """
    if bucket not in {one["Name"] for one in s3.list_buckets()["Buckets"]}:
        return
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, PaginationConfig={"PageSize": DELETE_AT_ONCE}
    )
    with ThreadPoolExecutor(4) as pool:
        answers = [
            pool.submit(_delete, s3, bucket, [one["Key"] for one in page.get("Contents", [])])
            for page in pages
        ]
    refused = [words for answer in answers for words in answer.result()]
    if refused:
        raise CorkboardError(f"{len(refused)} objects of s3://{bucket} are left; {refused[0]}", hint=AGAIN)


def _delete(s3: S3Client, bucket: str, keys: list[str]) -> list[str]:
    """Delete objects; return what S3 says about each that it did not delete."""
    if not keys:
        return []
    answer = s3.delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
    )
    return [
        f"{one.get('Key')}: {one.get('Code')} {one.get('Message', '')}".rstrip()
        for one in answer.get("Errors", [])
    ]
