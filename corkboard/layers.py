"""The layers that settings are merged from: the file and the outputs, and how layers are joined."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from corkboard.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def state_dir(home: Path, name: str) -> Path:
    """Return the folder of the stack called ``name``."""
    return home / ".corkboard" / name


def find_home(start: Path) -> Path:
    """Return the nearest folder at or above ``start`` that has a ``corkboard.toml`` or a stack, or it."""
    for folder in (start, *start.parents):
        if (folder / "corkboard.toml").is_file() or (folder / ".corkboard").is_dir():
            return folder
    return start


def toml_layer(path: Path, target: str | None) -> tuple[dict[str, Any], str]:
    """Return a target's table of ``corkboard.toml``, and the target that holds by default."""
    if not path.is_file():
        return {}, "local"
    try:
        content = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is not TOML: {error}") from error
    if unknown := set(content) - {"default_target", "targets"}:
        raise SettingsError(
            f"{path.name}: unknown key {min(unknown)}", hint="only default_target and [targets.NAME]"
        )
    chosen = target or content.get("default_target", "local")
    targets = content.get("targets", {})
    if chosen not in targets and chosen not in ("local", "aws"):
        raise SettingsError(
            f"unknown target {chosen}", hint=f"known: {', '.join(sorted(targets)) or 'local, aws'}"
        )
    return targets.get(chosen, {}), chosen


def outputs_layer(path: Path, target: str) -> dict[str, Any]:
    """Return what ``up`` wrote about a running stack: the ports in use and where the secrets are."""
    if target != "local" or not path.is_file():
        return {}
    outputs: dict[str, Any] = json.loads(path.read_text())
    return outputs


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return two layers joined section by section; what is above wins."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else value
    return merged
