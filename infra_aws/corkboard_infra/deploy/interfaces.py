"""Waits until services have let go of the network: MSK Connect, EMR and MWAA give interfaces back late."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corkboard.errors import WaitTimeoutError
from corkboard_infra.deploy.cloud import GO_ON

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard_infra.deploy.cloud import Cloud

TIMEOUT_S = 45 * 60
OF_THE_STACK = "nat_gateway"  # goes with the stack of the network itself


def wait_released(
    cloud: Cloud, network: str, tell: Callable[[str], None], *, timeout_s: float = TIMEOUT_S
) -> None:
    """Return once nobody holds an interface in a network.

    Args:
        cloud: Where.
        network: The VPC's id.
        tell: Told whenever what is held changes.
        timeout_s: How long to wait.

    Raises:
        WaitTimeoutError: Some are held; says which, and by whom.
    """
    began, told = time.monotonic(), ""
    while held := _held(cloud, network):
        words = "; ".join(held)
        if words != told:
            tell(f"waiting for {len(held)} network interfaces: {words}")
            told = words
        if (waited_s := time.monotonic() - began) > timeout_s:
            raise WaitTimeoutError(f"the network {network}", waited_s=waited_s, last=words, hint=GO_ON)
        time.sleep(cloud.poll_s)


def _held(cloud: Cloud, network: str) -> list[str]:
    asked = [{"Name": "vpc-id", "Values": [network]}]
    with cloud.answering("ec2"):
        pages = cloud.client("ec2").get_paginator("describe_network_interfaces").paginate(Filters=asked)
        return [
            f"{one['NetworkInterfaceId']} {one.get('Description', '')}".strip()
            for page in pages
            for one in page["NetworkInterfaces"]
            if one.get("InterfaceType") != OF_THE_STACK
        ]
