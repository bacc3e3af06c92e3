"""Files that must be in S3 before the stack that reads them: the plugin, the proxy's wheel, Airflow's."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from corkboard import catalogue
from corkboard.airflow import own_dag
from corkboard.targets.refusals import code_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corkboard_infra.deploy.assembly import File
    from corkboard_infra.deploy.cloud import Cloud


def upload(cloud: Cloud, files: Iterable[File]) -> list[str]:
    """Upload what is not there; return the keys, which are made from content: what is there is right."""
    s3 = cloud.client("s3")
    new = []
    with cloud.answering("s3"):
        for one in files:
            if not _is_there(s3, one):
                s3.put_object(Bucket=one.bucket, Key=one.key, Body=one.path.read_bytes())
                new.append(one.key)
    return new


def upload_for_airflow(cloud: Cloud) -> None:
    """Upload requirements and the daily DAG; MWAA does not become available without the first."""
    text = (resources.files("corkboard_infra") / "airflow" / catalogue.REQUIREMENTS).read_bytes()
    s3, prefix = cloud.client("s3"), cloud.settings.prefix
    with cloud.answering("s3"):
        s3.put_object(Bucket=catalogue.dags_bucket(prefix), Key=catalogue.REQUIREMENTS, Body=text)
        own_dag.upload(s3, prefix)


def _is_there(s3: Any, one: File) -> bool:
    try:
        s3.head_object(Bucket=one.bucket, Key=one.key)
    except ClientError as error:
        if code_of(error) in ("404", "NoSuchKey"):
            return False
        raise
    return True
