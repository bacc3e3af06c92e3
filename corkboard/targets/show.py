"""Each setting with its value and where it is from; secrets are never shown."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from corkboard.layers import PULLED, outputs_path
from corkboard.model import PREFIX, REFERENCES
from corkboard.settings import setting_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corkboard.settings import Layers, Settings

HIDDEN = "(set, not shown)"
LOGIN = re.compile(r"(?<=://)[^/@]*@")


@dataclass(frozen=True, slots=True)
class Row:
    """One setting.

    Attributes:
        setting: Such as ``kafka.partitions``.
        value: As text; of a secret its reference, or that it is set.
        origin: The layer that said it last.
    """

    setting: str
    value: str
    origin: str


def rows(settings: Settings, layers: Layers) -> list[Row]:
    """Return every setting that the layers led to."""
    keys = [key.split("__") for key in setting_keys()]
    return [Row(".".join(path), _shown(settings, path), _origin(layers, path)) for path in keys]


def pulled(settings: Settings) -> dict[str, str]:
    """Return since when there are outputs, and of which deployment; empty where there are none."""
    file = outputs_path(settings.home, settings.name, settings.target)
    try:
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")
        return {"at": at, **json.loads(file.read_text()).get(PULLED, {})}
    except (OSError, ValueError, AttributeError):  # absent or broken: 'target show' names what is broken
        return {}


def _shown(settings: Settings, path: list[str]) -> str:
    value: Any = settings
    for key in path:
        value = getattr(value, key)
    if isinstance(value, SecretStr):
        secret = value.get_secret_value()
        return secret if secret.startswith(REFERENCES) else HIDDEN if secret else ""
    return "" if value is None else LOGIN.sub("…@", str(value))


def _origin(layers: Layers, path: list[str]) -> str:
    if path == ["home"]:
        return "command line or the folder you are in"
    for origin, said in reversed(layers.by_origin.items()):
        if _says(said, path):
            variable = f" {PREFIX}{'__'.join(path).upper()}" if origin == "environment" else ""
            return f"{origin}{variable}"
    return "default"


def _says(layer: Mapping[str, Any], path: list[str]) -> bool:
    found: Any = layer
    for key in path:
        if not hasattr(found, "get") or key not in found:
            return False
        found = found[key]
    return True
