"""The Databricks Jobs API's stand-in: our own service, beside the cluster that its runs attach to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from corkboard.stack import probes
from corkboard.stack.component import Component
from corkboard.stack.native.spark import aws_variables

if TYPE_CHECKING:
    from corkboard.stack.context import Context


def component(context: Context) -> Component:
    """Return the Jobs API; it starts with the cluster, and waits for one that starts again by itself."""
    settings = context.settings
    return Component(
        name="jobs",
        command=(sys.executable, "-m", "corkboard_databricks", "jobs"),
        address=settings.databricks.url,
        ready=lambda: probes.http(f"{settings.databricks.url}/health"),
        needs=("spark",),
        environment=aws_variables(settings),
        stop_wait_s=30,
        is_optional=True,
    )
