"""Empties a bucket, versions and unfinished uploads too: a thousand objects a call, several calls at once."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from corkboard.errors import CorkboardError
from corkboard.targets.refusals import code_of
from corkboard_infra.deploy.cloud import GO_ON

if TYPE_CHECKING:
    from corkboard_infra.deploy.cloud import Cloud

CALLS_AT_ONCE = 8
WAITING_CALLS = 16  # pages that are listed ahead, so that a million objects need no memory
MOST_ROUNDS = 3
Refused = list[dict[str, Any]]


def empty(cloud: Cloud, bucket: str) -> int:
    """Delete everything in a bucket; one that is not there is empty.

    Returns:
        How many objects and versions there were.

    Raises:
        CorkboardError: Some are left; says how many, and what S3 said of the first.
    """
    s3, done = cloud.client("s3"), 0
    with cloud.answering("s3"):
        try:
            for _ in range(MOST_ROUNDS):  # somebody may still write
                deleted, refused = _round(s3, bucket)
                done += deleted
                if not deleted:  # what was refused beside others may go with the next round
                    break
            if refused:
                raise _left(bucket, refused)
            _abort_uploads(s3, bucket)
        except ClientError as error:
            if code_of(error) != "NoSuchBucket":
                raise
    return done


def _round(s3: Any, bucket: str) -> tuple[int, Refused]:
    """Delete what is there now; return how many went and what was refused."""
    deleted = 0
    refused: Refused = []
    running: set[Future[tuple[int, Refused]]] = set()
    with ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            keys = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
            if keys:
                running.add(pool.submit(_delete, s3, bucket, keys))
            if len(running) < WAITING_CALLS:
                continue
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            deleted, refused = _counted(ended, deleted, refused)
        deleted, refused = _counted(running, deleted, refused)
    return deleted, refused


def _counted(ended: set[Future[tuple[int, Refused]]], deleted: int, refused: Refused) -> tuple[int, Refused]:
    answers = [one.result() for one in ended]
    return deleted + sum(count for count, _ in answers), [*refused, *(e for _, all_ in answers for e in all_)]


def _delete(s3: Any, bucket: str, keys: list[dict[str, str]]) -> tuple[int, Refused]:
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
    refused: Refused = answer.get("Errors", [])
    return len(keys) - len(refused), refused


def _abort_uploads(s3: Any, bucket: str) -> None:
    """End uploads that nobody finished: their parts are paid, and no list of objects shows them."""
    for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for one in page.get("Uploads", ()):
            try:
                s3.abort_multipart_upload(Bucket=bucket, Key=one["Key"], UploadId=one["UploadId"])
            except ClientError as error:
                if code_of(error) != "NoSuchUpload":  # it has ended meanwhile
                    raise


def _left(bucket: str, refused: Refused) -> CorkboardError:
    first = refused[0]
    words = f"{first.get('Key')}: {first.get('Code')} {first.get('Message', '')}".rstrip()
    return CorkboardError(f"{len(refused):,} objects of s3://{bucket} are left; {words}", hint=GO_ON)
