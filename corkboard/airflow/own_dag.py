"""Our own DAG, and its way into the DAGs' bucket."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from corkboard import catalogue, clients

if TYPE_CHECKING:
    from corkboard.settings import Settings

ABSENT = ("NoSuchKey", "404")
FILE = f"{catalogue.DAILY_BATCH}.py"
IN_THE_WHEEL, IN_A_CHECKOUT = "dags", "../dags"


def upload(settings: Settings) -> bool:
    """Put it into the bucket, and say so; one that is there stays as somebody may have changed it.

    Raises:
        BotoCoreError, ClientError: S3 does not answer, or refuses.
    """
    key, bucket = f"{catalogue.DAGS_DIR}/{FILE}", catalogue.dags_bucket(settings.prefix)
    s3 = clients.s3(settings)
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ABSENT:
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
