"""Zips in the plugin folder that the settings name, in the stack's own worker."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from connect_dropped import connector_jar
from connect_fixtures import SINK
from connect_stack import StackWorker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from connect_fixtures import Stage
    from connect_parts import Parts

TINY = "org.example.Tiny"


@pytest.fixture
def drop(parts: Parts, tmp_path: Path) -> Callable[..., None]:
    """Return a function that puts a connector into the plugin folder, in a zip as hubs make them."""
    (tmp_path / "dropped").mkdir()

    def drop_zip(version: str, *, has_manifest: bool) -> None:
        content = connector_jar(parts, tmp_path, TINY, version, has_manifest=has_manifest)
        with zipfile.ZipFile(tmp_path / "dropped" / "tiny.zip", "w") as archive:
            archive.writestr(f"example-tiny-{version}/manifest.json", "{}")
            archive.writestr(f"example-tiny-{version}/lib/tiny.jar", content)

    return drop_zip


@pytest.fixture
def loaded(stage: Stage, tmp_path: Path) -> Callable[[], dict[str, str]]:
    """Return a function that starts the stack's worker, and returns its connectors' versions by name."""
    (tmp_path / "home").mkdir()
    environ = {"CORKBOARD_STACK__PLUGIN_DIR": str(tmp_path / "dropped")}

    def start() -> dict[str, str]:
        worker = StackWorker(stage, tmp_path / "home", environ)
        try:
            return {entry["class"]: entry["version"] for entry in worker.ask("/connector-plugins")}
        finally:
            worker.stop()

    return start


def test_a_zip_is_loaded_again_when_it_changes_and_gone_when_it_goes(
    drop: Callable[..., None], loaded: Callable[[], dict[str, str]], tmp_path: Path
) -> None:
    """Each start of the stack loads what lies in the folder then, beside our own sink."""
    drop("3.1", has_manifest=False)
    first = loaded()
    drop("3.2", has_manifest=True)
    second = loaded()
    (tmp_path / "dropped" / "tiny.zip").unlink()
    third = loaded()

    assert [found.get(TINY) for found in (first, second, third)] == ["3.1", "3.2", None]
    assert all(SINK in found for found in (first, second, third))
