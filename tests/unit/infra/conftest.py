"""Templates as the CDK makes them, once a profile and session, and as they are committed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from corkboard.errors import PreflightError
from corkboard.settings import Settings, load
from corkboard_infra import golden, node
from corkboard_infra.files import placeholders
from corkboard_infra.profiles import profile_named
from corkboard_infra.synthesis import Template, templates

sys.path.insert(0, str(Path(__file__).parent))

Made = Callable[..., dict[str, Template]]


@pytest.fixture(scope="session")
def plain(tmp_path_factory) -> Settings:
    """Return the settings of the committed templates."""
    return load({"target": "aws", "home": tmp_path_factory.mktemp("home")}, environ={})


@pytest.fixture(scope="session")
def made(plain, tmp_path_factory) -> Made:
    """Return a maker of a profile's templates: ``made("minimal")``; other settings make others."""
    try:
        node.program()
    except PreflightError as error:
        pytest.skip(f"{error.message}; run make dev")

    @cache
    def make(profile: str, settings: Settings = plain, clients: str = "127.0.0.1/32") -> dict[str, Template]:
        folder = tmp_path_factory.mktemp(profile)
        files = placeholders(folder)
        return templates(settings, profile_named(profile), files, out=folder / "assembly", clients=clients)

    return make


@pytest.fixture
def committed() -> Callable[[str], dict[str, Template]]:
    """Return a reader of the committed templates, each time anew: a test may change them."""

    def read(profile: str) -> dict[str, Template]:
        folder = golden.FOLDER / profile
        return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}

    return read
