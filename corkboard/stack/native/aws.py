"""AWS' stand-in for S3 and Kinesis: MiniStack, in an environment of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard.stack import probes
from corkboard.stack.component import Component

if TYPE_CHECKING:
    from corkboard.stack.context import Context


def component(context: Context) -> Component:
    """Return the AWS emulator."""
    settings = context.settings
    data = context.data_dir("aws")
    return Component(
        name="aws",
        command=(str(context.parts.ministack_python), "-m", "ministack"),
        address=settings.aws.endpoint_url or "",
        ready=lambda: probes.s3(settings),
        environment={
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(context.ports["aws"]),
            "MINISTACK_REGION": settings.aws.region,
            "PERSIST_STATE": "1",
            "STATE_DIR": str(data / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(data / "s3"),
            "LOG_LEVEL": "WARNING",
            "SERVICES": "s3,kinesis,iam,sts,cloudformation",
            **settings.aws.key_environment(),  # the emulator verifies presigned addresses with them
        },
        snapshots=(str(data / "state" / "kinesis.json"),),
        prepare=lambda: (data / "s3").mkdir(parents=True, exist_ok=True),
    )
