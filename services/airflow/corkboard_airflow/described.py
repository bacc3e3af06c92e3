"""The environment as ``get_environment`` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corkboard import catalogue

if TYPE_CHECKING:
    from corkboard.settings import Settings

VERSION = "2.11.2"
ACCOUNT = "000000000000"


def environment(settings: Settings, created_at: float) -> dict[str, Any]:
    """Return the fields that have a meaning here.

    Args:
        settings: Which stack.
        created_at: Seconds since the epoch.
    """
    name, region = catalogue.mwaa_environment(settings.prefix), settings.aws.region
    bucket = catalogue.dags_bucket(settings.prefix)
    limits = settings.airflow.limits
    return {
        "Name": name,
        "Arn": f"arn:aws:airflow:{region}:{ACCOUNT}:environment/{name}",
        "Status": "AVAILABLE",
        "AirflowVersion": VERSION,
        "EnvironmentClass": settings.airflow.environment_class,
        "MaxWorkers": 1,
        "MinWorkers": 1,
        "MaxWebservers": 1,
        "MinWebservers": 1,
        "Schedulers": 1,
        "CreatedAt": created_at,
        "SourceBucketArn": f"arn:aws:s3:::{bucket}",
        "DagS3Path": catalogue.DAGS_DIR,
        "RequirementsS3Path": catalogue.REQUIREMENTS,
        "WebserverUrl": hostname(settings),
        "WebserverAccessMode": "PRIVATE_ONLY",
        "ExecutionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "AirflowConfigurationOptions": {"core.parallelism": str(limits.tasks)},
        "Tags": {},
    }


def hostname(settings: Settings) -> str:
    """Return what stands behind ``http://`` in the address that tokens are for."""
    return urlsplit(settings.airflow.mwaa_url).netloc
