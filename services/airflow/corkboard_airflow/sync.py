"""Keeps the DAG folder like ``s3://<bucket>/dags``, as MWAA does; without S3 it keeps what is there."""

from __future__ import annotations

import time
from importlib.metadata import distributions
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import BotoCoreError, ClientError
from packaging.utils import canonicalize_name

from corkboard import catalogue, clients, logs
from corkboard.airflow import synced
from corkboard.airflow.environment import dags_dir, home
from corkboard.airflow.synced import Synced
from corkboard_airflow.folder import Folder
from corkboard_airflow.plan import steps
from corkboard_airflow.requirements import differences

if TYPE_CHECKING:
    from threading import Event

    from mypy_boto3_s3 import S3Client

    from corkboard.settings import Settings

ANSWER_S = 10
ABSENT = ("NoSuchKey", "404")
log = logs.logger("airflow-dags")


def follow(settings: Settings, over: Event) -> None:
    """Look at the bucket again and again until it is over."""
    sync = Sync(settings)
    while not over.is_set():
        sync.look()
        over.wait(settings.airflow.sync_s)


class Sync:
    """One bucket and one folder.

    Args:
        settings: Name both.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bucket = catalogue.dags_bucket(settings.prefix)
        dags_dir(settings).mkdir(parents=True, exist_ok=True)
        self._folder = Folder(dags_dir(settings), home(settings) / "taken.json")
        self._s3: S3Client = clients.s3(settings, answer_s=ANSWER_S, attempts=1)
        before = synced.read(settings)
        self._last = before if before and before.bucket == self._bucket else Synced(self._bucket)

    def look(self) -> Synced:
        """Make the folder like the bucket, if that can be read, and return what was seen."""
        try:
            self._take()
            seen = Synced(
                self._bucket, len(self._folder.present()), time.time(), "", self._missing_packages()
            )
        except (BotoCoreError, ClientError) as error:
            seen = msgspec.structs.replace(
                self._last, files=len(self._folder.present()), failure=_words(error, self._bucket)
            )
        self._tell(seen)
        synced.write(self._settings, seen)
        self._last = seen
        return seen

    def _take(self) -> None:
        prefix = f"{catalogue.DAGS_DIR}/"
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        objects = [one for page in pages for one in page.get("Contents", ())]
        wanted = {one["Key"].removeprefix(prefix): one["ETag"] for one in objects}
        wanted.pop("", None)  # the mark of the folder itself
        taken = self._folder.taken()
        todo = steps(wanted, taken, self._folder.present())
        for name in todo.refused:
            if name not in taken:
                log.warning("object.refused", key=f"{prefix}{name}", reason="its name is no file's")
        for name in todo.remove:
            self._folder.remove(name)
            taken.pop(name, None)
        for name in todo.fetch:
            answer = self._s3.get_object(Bucket=self._bucket, Key=f"{prefix}{name}")
            self._folder.write(name, answer["Body"].read())
            taken[name] = answer["ETag"]
        if todo.fetch or todo.remove:
            self._folder.remember(taken)
            log.info("dags.synchronised", bucket=self._bucket, fetched=todo.fetch, removed=todo.remove)

    def _missing_packages(self) -> tuple[str, ...]:
        """Return how ``requirements.txt`` differs from what is installed; nothing without such a file."""
        try:
            answer = self._s3.get_object(Bucket=self._bucket, Key=catalogue.REQUIREMENTS)
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                return ()
            raise
        text = answer["Body"].read().decode("utf-8", "replace")
        return differences(text, installed(self._settings))

    def _tell(self, seen: Synced) -> None:
        """Log what has changed since the last look."""
        before = self._last
        if seen.failure and seen.failure != before.failure:
            log.warning("bucket.unreadable", reason=seen.failure, files_kept=seen.files)
        if before.failure and not seen.failure:
            log.info("bucket.readable", bucket=self._bucket)
        if seen.requirements != before.requirements:
            log.warning("requirements.differ", differences=seen.requirements)


def installed(settings: Settings) -> dict[str, str]:
    """Return the version of each package in Airflow's environment, by canonical name."""
    python = settings.airflow.python
    places = [str(path) for path in python.parents[1].glob("lib/python*/site-packages")] if python else []
    return {canonicalize_name(one.name): one.version for one in distributions(path=places)}


def _words(error: BotoCoreError | ClientError, bucket: str) -> str:
    if isinstance(error, ClientError):
        return f"s3://{bucket} cannot be read ({error.response['Error'].get('Code', 'no reason given')})"
    return f"S3 does not answer ({type(error).__name__})"
