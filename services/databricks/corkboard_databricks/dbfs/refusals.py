"""What a mount that cannot be is answered: Databricks' words, which users' notebooks look for."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError

if TYPE_CHECKING:
    from corkboard.bucket.store import StoreError
    from corkboard.settings import Settings
    from corkboard_databricks.dbfs.sources import Source

CODE = re.compile(r"HTTP (\d+) (\w*)")
WORDS = {
    "InvalidAccessKeyId": "The AWS Access Key Id you provided does not exist in our records.",
    "SignatureDoesNotMatch": (
        "The request signature we calculated does not match the signature you provided. "
        "Check your key and signing method."
    ),
    "NoSuchBucket": "The specified bucket does not exist",
    "AccessDenied": "Access Denied",
}
FORBIDDEN, MISSING = 403, 404


def bad_argument(words: str) -> CorkboardError:
    """Return Databricks' refusal of an argument."""
    return CorkboardError(
        f"java.rmi.RemoteException: java.lang.IllegalArgumentException: {words}; nested exception is: \n"
        f"\tjava.lang.IllegalArgumentException: {words}"
    )


def of_keys(settings: Settings, source: Source) -> CorkboardError | None:
    """Return the refusal of keys that are not the stack's own, where those alone are taken."""
    aws = settings.aws
    if not settings.databricks.own_keys_only or aws.access_key_id is None or aws.secret_access_key is None:
        return None
    if source.key_id != aws.access_key_id.get_secret_value():
        return of_s3(source, FORBIDDEN, "InvalidAccessKeyId")
    if source.secret != aws.secret_access_key.get_secret_value():
        return of_s3(source, FORBIDDEN, "SignatureDoesNotMatch")
    return None


def of_store(error: StoreError, source: Source) -> CorkboardError:
    """Return what S3 said in the words of the reader on Databricks."""
    found = CODE.search(str(error))
    return of_s3(source, int(found[1]), found[2]) if found else CorkboardError(str(error))


def of_s3(source: Source, status: int, code: str) -> CorkboardError:
    """Return a refusal of S3."""
    where = f"s3a://{source.bucket}/{source.prefix}"
    kinds = {FORBIDDEN: "java.nio.file.AccessDeniedException", MISSING: "java.io.FileNotFoundException"}
    kind = kinds.get(status, "org.apache.hadoop.fs.s3a.AWSS3IOException")
    words = WORDS.get(code, code or "no reason")
    details = f"Service: Amazon S3; Status Code: {status}; Error Code: {code}; Request ID: {uuid.uuid4()}"
    return CorkboardError(
        f"{kind}: {where}: getFileStatus on {where}: "
        f"com.amazonaws.services.s3.model.AmazonS3Exception: {words} ({details}), S3 Extended Request ID: "
    )
