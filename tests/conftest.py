"""The marker of a test comes from its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOMS = {path.name for path in Path(__file__).parent.iterdir() if path.is_dir()}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the name of the room it lies in."""
    for item in items:
        room = item.path.relative_to(Path(__file__).parent).parts[0]
        if room in ROOMS:
            item.add_marker(room)
