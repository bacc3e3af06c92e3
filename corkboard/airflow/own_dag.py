"""Our own DAG, and its way into the DAGs' bucket."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from corkboard import catalogue
from corkboard.targets.refusals import code_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ABSENT = ("NoSuchKey", "404")
FILE = f"{catalogue.DAILY_BATCH}.py"
IN_THE_WHEEL, IN_A_CHECKOUT = "dags", "../dags"


def upload(s3: S3Client, prefix: str) -> bool:
    """Put it into the bucket, and say so; one that is there stays as somebody may have changed it.

    Args:
        s3: Where the bucket is.
        prefix: Of its name.

    Raises:
        BotoCoreError, ClientError: S3 does not answer, or refuses.
    """
    key, bucket = f"{catalogue.DAGS_DIR}/{FILE}", catalogue.dags_bucket(prefix)
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if code_of(error) not in ABSENT:
            raise
        s3.put_object(Bucket=bucket, Key=key, Body=source())
        return True
    return False


def source() -> bytes:
    """Return our DAG's text."""
    with resources.as_file(resources.files("corkboard_airflow")) as package:
        folders = (package / IN_THE_WHEEL, package / IN_A_CHECKOUT)
        found = next(Path(folder, FILE) for folder in folders if Path(folder, FILE).is_file())
        return found.read_bytes()
