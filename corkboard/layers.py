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
TARGETS = ("local", "aws")
PULLED = "pulled"  # the section of an outputs file that says of which deployment it is


def state_dir(home: Path, name: str) -> Path:
    """Return the folder of the stack called ``name``."""
    return home / ".corkboard" / name


def find_home(start: Path) -> Path:
    """Return the nearest folder at or above ``start`` that has a ``corkboard.toml`` or a stack, or it."""
    for folder in (start, *start.parents):
        if (folder / "corkboard.toml").is_file() or (folder / ".corkboard").is_dir():
            return folder
    return start


def outputs_path(home: Path, name: str, target: str) -> Path:
    """Return where a target's outputs are: what ``up`` wrote, or what ``target pull`` found."""
    return state_dir(home, name) / "outputs.json" if target == "local" else pulled_path(home, target)


def pulled_path(home: Path, target: str) -> Path:
    """Return where ``target pull`` writes, such as ``.corkboard/aws.outputs.json``."""
    return home / ".corkboard" / f"{target}.outputs.json"


def defaults(target: str) -> dict[str, Any]:
    """Return what holds for a target while nobody says otherwise; AWS is never an address of this machine."""
    here = {"aws": {"region": "us-east-1", "endpoint_url": "http://127.0.0.1:4566", **LOCAL_KEYS}}
    there = {
        "database": {"host": ""},
        "kafka": {"bootstrap_servers": "", "replication_factor": 2, "security": "msk-iam"},
        "gateway": {"url": ""},
        "databricks": {"url": ""},
    }
    return here if target == "local" else there


def toml_layer(path: Path, target: str | None) -> tuple[dict[str, Any], str]:
    """Return a target's table of ``corkboard.toml``, and the target that holds.

    Args:
        path: The file; without it there is nothing to say.
        target: The one that somebody chose, or none for ``default_target``.

    Raises:
        SettingsError: The file is broken, or the target unknown.
    """
    content = read_toml(path)
    targets = content.get("targets", {})
    if not isinstance(targets, dict) or not all(isinstance(table, dict) for table in targets.values()):
        raise SettingsError(f"{path.name}: targets is not a table of tables", hint="write [targets.local]")
    chosen = target or content.get("default_target", "local")
    if unknown := {*targets, chosen} - set(TARGETS):
        raise SettingsError(f"unknown target {min(unknown)}", hint=f"known: {', '.join(TARGETS)}")
    return targets.get(chosen, {}), chosen


def read_toml(path: Path) -> dict[str, Any]:
    """Return what ``corkboard.toml`` holds; nothing where there is none.

    Raises:
        SettingsError: It is no TOML, or has a key that nobody reads.
    """
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is not TOML: {error}") from error
    if unknown := set(content) - {"default_target", "targets"}:
        raise SettingsError(
            f"{path.name}: unknown key {min(unknown)}", hint="only default_target and [targets.NAME]"
        )
    return content


def outputs_layer(
    path: Path, *, prefix: str = "", is_mending: bool = False, remedy: str = "corkboard up"
) -> dict[str, Any]:
    """Return what ``up`` wrote about a running stack, or ``target pull`` about a deployment.

    Args:
        path: The outputs file.
        prefix: Whose outputs are wanted; those that were pulled of another prefix are none.
        is_mending: Take a broken file for an absent one, as for those who write it anew or remove it.
        remedy: The command that writes it anew.

    Raises:
        SettingsError: The file is broken.
    """
    if not path.is_file():
        return {}
    try:
        outputs: Any = json.loads(path.read_text())
        is_whole = isinstance(outputs, dict) and all(isinstance(one, dict) for one in outputs.values())
        if is_whole:
            pulled = outputs.pop(PULLED, {})
            return {} if pulled.get("prefix", prefix) != prefix else dict(outputs)
        reason = "it is not a table of sections"
    except (OSError, ValueError) as error:
        reason = str(error)
    if is_mending:
        return {}
    raise SettingsError(f"{path} is broken: {reason}", hint=f"write it anew: {remedy}")


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
