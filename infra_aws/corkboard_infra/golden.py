"""The committed templates: plain CloudFormation for readers without Node, and for reviews."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"
RENEW = "python -m corkboard_infra golden"
ASSET = re.compile(r"\b[0-9a-f]{64}\b")
OWN = ("BootstrapVersion", "CheckBootstrapVersion")  # the CDK's, the same in every template


def normal(template: dict[str, Any]) -> str:
    """Return a template's text without the names of files' content and without the CDK's own rule."""
    kept = {section: _without_own(content) for section, content in template.items()}
    text = json.dumps(
        {section: content for section, content in kept.items() if content}, indent=1, sort_keys=True
    )
    return ASSET.sub("<asset>", text) + "\n"


def path(profile: str, stack: str) -> Path:
    """Return where a template is kept."""
    return FOLDER / profile / f"{stack}.json"


def write(profile: str, templates: dict[str, dict[str, Any]]) -> list[Path]:
    """Write a profile's templates and remove those that it no longer has; return what is there now."""
    folder = FOLDER / profile
    folder.mkdir(parents=True, exist_ok=True)
    for old in set(folder.glob("*.json")) - {path(profile, stack) for stack in templates}:
        old.unlink()
    for stack, template in templates.items():
        path(profile, stack).write_text(normal(template), encoding="utf-8")
    return sorted(folder.glob("*.json"))


def _without_own(content: Any) -> Any:
    if not isinstance(content, dict):
        return content
    return {key: value for key, value in content.items() if key not in OWN}
