"""API Gateway, the REST proxy of the EC2 client machine, and MSK's APIs: our own service, one process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from corkboard.stack import probes
from corkboard.stack.component import Component

if TYPE_CHECKING:
    from corkboard.stack.context import Context


def component(context: Context) -> Component:
    """Return the proxy."""
    settings = context.settings
    return Component(
        name="proxy",
        command=(sys.executable, "-m", "corkboard_proxy", "--msk"),
        address=f"{settings.gateway.url}/{settings.gateway.stage}, {settings.rest.url}",
        ready=lambda: probes.http(f"{settings.rest.url}/health"),
        needs=("aws", "kafka"),
        stop_wait_s=35,
    )
