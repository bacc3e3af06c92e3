"""From settings to CloudFormation's templates, in this process, without the CDK's command or an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corkboard.errors import CorkboardError
from corkboard.settings import export
from corkboard_infra import node

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings
    from corkboard_infra.files import Files
    from corkboard_infra.profiles import Profile

Template = dict[str, Any]
NOBODY = "127.0.0.1/32"


class SynthesisError(CorkboardError):
    """The CDK refused the app; the message holds its words."""


def templates(
    settings: Settings,
    profile: Profile,
    files: Files,
    *,
    out: Path,
    clients: str = NOBODY,
    files_bucket: str = "",
) -> dict[str, Template]:
    """Return each stack's template by the stack's short name, and write the assembly that is deployed.

    Args:
        settings: Of target ``aws``: prefix, stage, shards.
        profile: Which stacks.
        files: What is uploaded with them.
        out: The folder that gets the assembly.
        clients: The addresses that may call the API.
        files_bucket: Where files will be; by default where the CDK's own command uploads them.

    Raises:
        PreflightError: The CDK or Node is not installed.
        SynthesisError: The CDK refused the app.
    """
    export(
        {"JSII_NODE": str(node.program()), "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(settings.cache / "jsii")}
    )
    import aws_cdk as cdk  # noqa: PLC0415 - takes seconds, and starts Node

    from corkboard_infra import stacks  # noqa: PLC0415 - imports the CDK
    from corkboard_infra.stacks.frame import Site  # noqa: PLC0415

    app = cdk.App(analytics_reporting=False, outdir=str(out))
    try:
        stacks.build(Site(app, settings, profile, files, clients, files_bucket))
        assembly = app.synth()
    except RuntimeError as error:  # what jsii makes of every error in Node
        raise SynthesisError(f"the CDK refused the profile {profile.name}: {error}") from error
    return {name: assembly.get_stack_by_name(f"{settings.prefix}-{name}").template for name in profile.stacks}
