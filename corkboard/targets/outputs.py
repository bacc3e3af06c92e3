"""What the stacks on AWS say to the settings: which outputs there are, and the file that keeps them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corkboard.layers import PULLED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# By stack, as infra_aws makes them; an output is called as the setting is, in one word.
STACKS = {
    "lake": ("aws.region",),
    "ingest": ("gateway.url", "gateway.stage"),
    "database": ("database.host", "database.admin_user", "database.admin_password"),
    "kafka": ("kafka.cluster_arn", "rest.machine", "rest.log_group"),
    "compute": ("spark.application", "spark.job_role", "spark.log_group"),
    "orchestration": ("airflow.url",),
}
WHOLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as CloudFormation describes it.

    Attributes:
        status: Such as ``CREATE_COMPLETE``.
        outputs: Each output's value by its key.
    """

    status: str
    outputs: Mapping[str, str]


def stack_name(prefix: str, short: str) -> str:
    """Return a stack's name in CloudFormation, such as ``corkboard-ingest``."""
    return f"{prefix}-{short}"


def output_key(setting: str) -> str:
    """Return an output's key: ``gateway.url`` is ``GatewayUrl``."""
    return "".join(word.capitalize() for word in setting.replace(".", "_").split("_"))


def values_of(stacks: Mapping[str, Stack]) -> dict[str, str]:
    """Return what the stacks say, by setting."""
    return {
        setting: stack.outputs[output_key(setting)]
        for short, stack in stacks.items()
        for setting in STACKS[short]
        if stack.outputs.get(output_key(setting))
    }


def lacks_of(stacks: Mapping[str, Stack], prefix: str) -> list[str]:
    """Return a sentence for each stack that is not whole and for each output that one does not have."""
    lacks = []
    for short, stack in stacks.items():
        name = stack_name(prefix, short)
        if stack.status not in WHOLE:
            lacks.append(f"the stack {name} is {stack.status}")
            continue
        missing = [setting for setting in STACKS[short] if not stack.outputs.get(output_key(setting))]
        lacks += [f"the stack {name} has no output {output_key(setting)} ({setting})" for setting in missing]
    return lacks


def nested(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return values by setting in the settings' own shape."""
    sections: dict[str, dict[str, str]] = {}
    for setting, value in values.items():
        section, _, key = setting.partition(".")
        sections.setdefault(section, {})[key] = value
    return sections


def write(file: Path, values: Mapping[str, str], pulled: Mapping[str, str]) -> None:
    """Write an outputs file whole: whoever reads it sees the old one or the new one.

    Args:
        file: Where.
        values: By setting.
        pulled: Of which deployment: ``prefix``, ``account``, ``region``, ``at``.
    """
    content: dict[str, Any] = {**nested(values), PULLED: dict(pulled)}
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, indent=2))
    draft.replace(file)
