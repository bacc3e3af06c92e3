"""The plugin folder: what is found there, and which of two wins."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from connect_dropped import connector_jar
from connect_processes import wait_until
from connect_public import public_config

if TYPE_CHECKING:
    from pathlib import Path

    from connect_fixtures import Stage, WorkerFactory
    from connect_parts import Parts

CONFLUENT = "io.confluent.connect.s3.S3SinkConnector"


@pytest.fixture
def plugins(parts: Parts, tmp_path: Path) -> Path:
    """A plugin folder with a stranger's connector, and with one that has Confluent's name and a real version."""
    for class_name, version in (("org.example.Tiny", "3.1"), (CONFLUENT, "10.5.7")):
        folder = tmp_path / "plugins" / version
        folder.mkdir(parents=True)
        (folder / "dropped.jar").write_bytes(connector_jar(parts, tmp_path, class_name, version))
    return tmp_path / "plugins"


def test_dropped_plugins_load_and_the_real_one_wins(
    stage: Stage, plugins: Path, start_worker: WorkerFactory
) -> None:
    """A plugin without a manifest loads, and Confluent's own runs its users' configurations instead of ours."""
    uid = f"u{secrets.token_hex(5)}"
    stage.topic(f"{uid}.pin")

    worker = start_worker(plugins=[plugins])
    worker.create(uid, public_config(uid, stage.bucket))

    found = {(entry["class"], entry["version"]) for entry in worker.ask("/connector-plugins")}
    assert ("org.example.Tiny", "3.1") in found
    assert (CONFLUENT, "10.5.7") in found
    wait_until(
        lambda: "10.5.7 at work" in worker.log.read_text(), "the real plugin's task", state=worker.log_end
    )
    assert "stands in" not in worker.log.read_text()
