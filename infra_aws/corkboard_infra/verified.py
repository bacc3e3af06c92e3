"""When a profile was last proved on a real account."""

from __future__ import annotations

import tomllib
from importlib import resources

NEVER = "never"


def last(profile: str) -> str:
    """Return the day, or ``never``."""
    text = (resources.files("corkboard_infra") / "verified.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text).get(profile, NEVER))


def sentence(profile: str) -> str:
    """Return what ``plan`` and ``cost`` say."""
    return f"last verified on a real account: {last(profile)}"
