"""What the CDK wrote, as CloudFormation takes it: each stack's template, and the files that go before it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError
from corkboard_infra import names

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.settings import Settings
    from corkboard_infra.profiles import Profile

LARGEST_TEMPLATE_BYTES = 51_200  # what CloudFormation takes without a bucket


@dataclass(frozen=True, slots=True)
class File:
    """One file to upload."""

    path: Path
    bucket: str
    key: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One stack as it shall be.

    Attributes:
        short: Its name in a profile, such as ``ingest``.
        name: Its name on AWS.
        template: Its template, as compact JSON.
        files: What must be in S3 before it is made.
        parameters: Its parameters.
        asks: Those without a default.
    """

    short: str
    name: str
    template: str
    files: tuple[File, ...] = ()
    parameters: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()


def read(folder: Path, profile: Profile, settings: Settings) -> list[Planned]:
    """Return the stacks of a synthesised profile, in the order in which they are made.

    Raises:
        CorkboardError: CloudFormation would refuse a template for its size.
    """
    return [_planned(folder, short, settings) for short in profile.stacks]


def _planned(folder: Path, short: str, settings: Settings) -> Planned:
    template = json.loads((folder / f"{short}.template.json").read_text(encoding="utf-8"))
    text = json.dumps(template, separators=(",", ":"))
    if len(text.encode()) > LARGEST_TEMPLATE_BYTES:
        raise CorkboardError(
            f"the template of {short} has {len(text.encode()):,} bytes, more than {LARGEST_TEMPLATE_BYTES:,}",
            hint="deploy this assembly with the CDK's own command: corkboard aws synth, then cdk deploy",
        )
    parameters = template.get("Parameters", {})
    asks = frozenset(name for name, said in parameters.items() if "Default" not in said)
    name = names.stack(settings, short)
    return Planned(short, name, text, _files(folder, short), frozenset(parameters), asks)


def _files(folder: Path, short: str) -> tuple[File, ...]:
    """Return a stack's files; its own template, which the CDK counts among them, is sent as it is."""
    listed = json.loads((folder / f"{short}.assets.json").read_text(encoding="utf-8"))["files"]
    return tuple(
        File(folder / one["source"]["path"], place["bucketName"], place["objectKey"])
        for one in listed.values()
        if not one["source"]["path"].endswith(".template.json")
        for place in one["destinations"].values()
    )
