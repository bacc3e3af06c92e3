"""The settings that programs in containers are given: all but addresses, paths and secrets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from corkboard.settings import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.settings import Settings

SECTIONS = ("database", "kafka", "kinesis", "gateway", "connect", "databricks", "airflow")
ADDRESSES = ("url", "mwaa_url", "host", "port", "bootstrap_servers", "s3_endpoint_url")
STACK = ("rows", "seed")


def variables(settings: Settings) -> dict[str, str]:
    """Return what was set to another value than the default, as environment variables."""
    found = {f"{PREFIX}PREFIX": settings.prefix}
    for section in SECTIONS:
        found |= _named(section, getattr(settings, section).model_dump(exclude_defaults=True))
    return found | _named("stack", settings.stack.model_dump(include=set(STACK)))


def _named(section: str, values: dict[str, Any]) -> dict[str, str]:
    return {f"{PREFIX}{section}__{key}".upper(): text for key, text in _texts(values)}


def _texts(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if key not in ADDRESSES and isinstance(value, str | int | float) and not isinstance(value, Path):
            yield key, str(value)
