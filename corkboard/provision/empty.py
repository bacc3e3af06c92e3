"""Takes away what ``provision`` made and what flowed through it; the database is not its business."""

from __future__ import annotations

import contextlib
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import requests
import stamina

from corkboard import catalogue, clients
from corkboard.errors import WaitTimeoutError
from corkboard.provision.observe import topics as topics_now
from corkboard.provision.wanted import wanted

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from corkboard.settings import Settings

TIMEOUT_S = 20
DELETE_AT_ONCE = 1000


def empty(settings: Settings) -> None:
    """Remove connector, its offsets, topics, objects, clean tables, checkpoints and ledger.

    Raises:
        WaitTimeoutError: The broker still lists a topic that was deleted.
    """
    _remove_connector(settings)
    _remove_topics(settings, list(wanted(settings).topics))
    _empty_bucket(settings)
    for folder in ("ledger", "dbfs", "checkpoints"):
        shutil.rmtree(Path(settings.state_dir) / folder, ignore_errors=True)


def remove(settings: Settings) -> None:
    """Remove connector, its offsets, topics and the bucket of one prefix; ledger and tables stay."""
    _remove_connector(settings)
    _remove_topics(settings, list(wanted(settings).topics))
    _empty_bucket(settings)
    clients.s3(settings).delete_bucket(Bucket=catalogue.bucket(settings.prefix))


@stamina.retry(on=requests.ConnectionError, attempts=3)
def _remove_connector(settings: Settings) -> None:
    name = catalogue.sink_connector(settings.prefix)
    answer = requests.delete(f"{settings.connect.url}/connectors/{name}", timeout=TIMEOUT_S)
    if answer.status_code == requests.codes.conflict:
        raise requests.ConnectionError(answer.text)


def _remove_topics(settings: Settings, names: list[str]) -> None:
    admin = clients.kafka_admin(settings)
    present = [name for name in names if name in topics_now(settings)]
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


def _empty_bucket(settings: Settings) -> None:
    s3, bucket = clients.s3(settings), catalogue.bucket(settings.prefix)
    if bucket not in {one["Name"] for one in s3.list_buckets()["Buckets"]}:
        return
    with ThreadPoolExecutor(4) as pool:
        for page in s3.get_paginator("list_objects_v2").paginate(
            Bucket=bucket, PaginationConfig={"PageSize": DELETE_AT_ONCE}
        ):
            keys = [one["Key"] for one in page.get("Contents", [])]
            pool.submit(_delete, s3, bucket, keys)


def _delete(s3: S3Client, bucket: str, keys: list[str]) -> None:
    if keys:
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True})
