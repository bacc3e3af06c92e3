"""The layers that settings are merged from: the file and the outputs, and how layers are joined."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from corkboard.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECRETS = {
    "database": ("password", "admin_password"),
    "kafka": ("access_key_id", "secret_access_key"),
    "databricks": ("token",),
    "airflow": ("password",),
}
LOCAL_KEYS = {"access_key_id": "corkboard", "secret_access_key": "local/only+not-for-aws"}


def state_dir(home: Path, name: str) -> Path:
    """Return the folder of the stack called ``name``."""
    return home / ".corkboard" / name


def find_home(start: Path) -> Path:
    """Return the nearest folder at or above ``start`` that has a ``corkboard.toml`` or a stack, or it."""
    for folder in (start, *start.parents):
        if (folder / "corkboard.toml").is_file() or (folder / ".corkboard").is_dir():
            return folder
    return start


def defaults(target: str) -> dict[str, Any]:
    """Return what holds for a target while nobody says otherwise."""
    local = {"aws": {"endpoint_url": "http://127.0.0.1:4566", **LOCAL_KEYS}}
    return local if target == "local" else {"kafka": {"security": "msk-iam"}}


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
    if not isinstance(targets, dict) or not all(isinstance(table, dict) for table in targets.values()):
        raise SettingsError(f"{path.name}: targets is not a table of tables", hint="write [targets.local]")
    if chosen not in targets and chosen not in ("local", "aws"):
        raise SettingsError(
            f"unknown target {chosen}", hint=f"known: {', '.join(sorted(targets)) or 'local, aws'}"
        )
    return targets.get(chosen, {}), chosen


def outputs_layer(path: Path, target: str, *, is_mending: bool = False) -> dict[str, Any]:
    """Return what ``up`` wrote about a running stack: the ports in use and where the secrets are.

    Args:
        path: The outputs file.
        target: Only ``local`` has one.
        is_mending: Take a broken file for an absent one, as for those who write it anew or remove it.

    Raises:
        SettingsError: The file is broken.
    """
    if target != "local" or not path.is_file():
        return {}
    try:
        outputs: Any = json.loads(path.read_text())
        is_whole = isinstance(outputs, dict) and all(isinstance(one, dict) for one in outputs.values())
        if is_whole:
            return dict(outputs)
        reason = "it is not a table of sections"
    except (OSError, ValueError) as error:
        reason = str(error)
    if is_mending:
        return {}
    raise SettingsError(f"{path} is broken: {reason}", hint="write it anew: corkboard up")


def split_secrets(outputs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the secrets that ``up`` made up, which any that a person names beats, and all the rest."""
    made: dict[str, Any] = {}
    rest = dict(outputs)
    for name, keys in SECRETS.items():
        section = outputs.get(name, {})
        made[name] = {key: value for key, value in section.items() if key in keys}
        rest[name] = {key: value for key, value in section.items() if key not in keys}
    return made, rest


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return two layers joined section by section; what is above wins."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else value
    return merged
