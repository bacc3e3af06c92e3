"""Spark's section of the settings: the driver on this machine, and who else runs programs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from corkboard.sections import Section


class SparkSettings(Section):
    """The Spark driver that this machine runs; jars and Java only where Spark brings none.

    ``history_dir`` keeps what Spark's own page shows of a run, for its history server.
    ``runner`` says where ``corkboard batch`` runs: here, on EMR Serverless, or as a notebook on Databricks.
    ``application``, ``job_role`` and ``log_group`` are EMR Serverless', outputs of the deployment;
    ``environment`` is the S3 address of an archive with a Python and our dependencies in it.
    """

    master: str = "local[2]"
    driver_memory_mb: int = Field(default=640, ge=512)
    ui_port: int = Field(default=4040, ge=0, le=65535)
    read_partitions: int = Field(default=2, ge=1)
    jars_dir: Path | None = None
    java_home: Path | None = None
    history_dir: Path | None = None
    runner: Literal["local", "emr-serverless", "databricks"] = "local"
    application: str = Field(default="", pattern=r"^[0-9a-z]*$")
    job_role: str = ""
    log_group: str = ""
    environment: str = Field(default="", pattern=r"^(s3://\S+\.tar\.gz)?$")
