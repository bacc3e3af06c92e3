"""What EMR Serverless is asked for: a run's request and its price, as values.

::

    s3://<lake>/programs/<mark>/corkboard.zip   the wheel, which Spark unpacks into ./corkboard
    s3://<lake>/programs/<mark>/entry.py        starts the program that its first argument names
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corkboard import catalogue
from corkboard.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corkboard.settings import Settings
    from corkboard_infra.prices import Price

BATCH = "corkboard_spark.batch"
FOLDER = "programs"
# EMR's own jars since release 7.0; the source is its page on Delta Lake.
DELTA_JARS = "/usr/share/aws/delta/lib/delta-spark.jar,/usr/share/aws/delta/lib/delta-storage.jar"
LONGEST_MINUTES = 120
NEEDED = {
    "application": "SparkApplication",
    "job_role": "SparkJobRole",
    "log_group": "SparkLogGroup",
    "environment": "none: pack one, see infra_aws/README.md",
}


@dataclass(frozen=True, slots=True)
class Uploads:
    """Where a run's files are in the lake bucket."""

    bucket: str
    code_key: str
    entry_key: str

    @property
    def code(self) -> str:
        """The wheel's address."""
        return f"s3://{self.bucket}/{self.code_key}"

    @property
    def entry(self) -> str:
        """The entry point's address."""
        return f"s3://{self.bucket}/{self.entry_key}"


def uploads(prefix: str, *contents: bytes) -> Uploads:
    """Return where files of these contents go: other contents, another folder, so a run keeps its own."""
    mark = hashlib.sha256(b"".join(contents)).hexdigest()[:16]
    folder = f"{FOLDER}/{mark}"
    return Uploads(catalogue.lake_bucket(prefix), f"{folder}/corkboard.zip", f"{folder}/entry.py")


def check(settings: Settings, arguments: Sequence[str]) -> None:
    """Refuse what cannot be run there.

    Raises:
        SettingsError: A setting is missing; names the deployment's output.
        UsageError: An option makes no sense there.
    """
    if settings.has_stand_ins:
        raise SettingsError("spark.runner is emr-serverless, which target local has not", hint="--target aws")
    for name, output in NEEDED.items():
        if not getattr(settings.spark, name):
            raise SettingsError(f"spark.{name} is not set", hint=f"the deployment's output for it: {output}")
    if any(word.split("=")[0] == "--report" for word in arguments):
        raise UsageError(
            "--report writes a file, which would stay on EMR",
            hint="corkboard --target aws report --html FILE",
        )


def request(settings: Settings, arguments: Sequence[str], files: Uploads, token: str) -> dict[str, Any]:
    """Return StartJobRun's parameters.

    Args:
        settings: Of target aws.
        arguments: The batch's own.
        files: Where the program is.
        token: The run's own word: asked for twice with it, one run starts. Its logs begin with it.
    """
    spark = settings.spark
    parameters = " ".join(f"--conf {name}={value}" for name, value in conf(settings, files).items())
    logging = {
        "enabled": True,
        "logGroupName": spark.log_group,
        "logStreamNamePrefix": token,
        "logTypes": {"SPARK_DRIVER": ["STDOUT", "STDERR"]},
    }
    return {
        "applicationId": spark.application,
        "clientToken": token,
        "executionRoleArn": spark.job_role,
        "name": f"{settings.prefix}-batch",
        "executionTimeoutMinutes": LONGEST_MINUTES,
        "jobDriver": {
            "sparkSubmit": {
                "entryPoint": files.entry,
                "entryPointArguments": [BATCH, *arguments],
                "sparkSubmitParameters": parameters,
            }
        },
        "configurationOverrides": {"monitoringConfiguration": {"cloudWatchLoggingConfiguration": logging}},
    }


def conf(settings: Settings, files: Uploads) -> dict[str, str]:
    """Return Spark's configuration: the archives, and the environment of driver and executors."""
    python = "./environment/bin/python"
    everywhere = {"PYSPARK_PYTHON": python, "PYTHONPATH": "./corkboard"}
    driver = {
        **everywhere,
        "PYSPARK_DRIVER_PYTHON": python,
        "CORKBOARD_TARGET": settings.target,
        "CORKBOARD_PREFIX": settings.prefix,
        "CORKBOARD_AWS__REGION": settings.aws.region,
        "CORKBOARD_AWS__EXPECTED_ACCOUNT": settings.aws.expected_account,
    }
    return {
        "spark.archives": f"{files.code}#corkboard,{settings.spark.environment}#environment",
        "spark.jars": DELTA_JARS,
        **{f"spark.emr-serverless.driverEnv.{name}": value for name, value in driver.items()},
        **{f"spark.executorEnv.{name}": value for name, value in everywhere.items()},
    }


def price(billed: Mapping[str, float], table: Mapping[str, Price]) -> float:
    """Return what a run cost in US dollars, its disks above the free 20 GB a worker left out.

    Args:
        billed: EMR's ``billedResourceUtilization``.
        table: The committed prices.
    """
    cpu, memory = table["spark_cpu"].usd, table["spark_memory"].usd
    return billed.get("vCPUHour", 0.0) * cpu + billed.get("memoryGBHour", 0.0) * memory
