"""Databricks' stand-in: one long-lived Spark driver that notebooks attach to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from corkboard.stack import probes
from corkboard.stack.component import Component

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard.stack.context import Context


def component(context: Context) -> Component:
    """Return the cluster; it starts when it is asked for (docs/decisions/0012)."""
    settings = context.settings
    return Component(
        name="spark",
        command=(sys.executable, "-m", "corkboard_databricks", "cluster"),
        address=f"http://127.0.0.1:{context.ports['spark_ui']}",
        ready=lambda: probes.cluster(settings),
        needs=("mysql", "aws"),
        environment=aws_variables(settings),
        stop_wait_s=30,
        is_optional=True,
    )


def aws_variables(settings: Settings) -> dict[str, str]:
    """Return what a notebook that names no endpoint finds, as it would find AWS."""
    endpoint = settings.aws.endpoint_url or ""
    return {
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_ENDPOINT_URL_KINESIS": endpoint,
        "AWS_REGION": settings.aws.region,
    }
