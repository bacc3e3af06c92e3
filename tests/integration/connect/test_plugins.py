"""The plugin folder: what is found there, and which of two wins."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from connect_processes import wait_until
from connect_public import public_config

from corkboard_connect import jar
from corkboard_connect.toolchain import Toolchain

if TYPE_CHECKING:
    from pathlib import Path

    from connect_fixtures import Stage, WorkerFactory
    from connect_parts import Parts

CONFLUENT = "io.confluent.connect.s3.S3SinkConnector"
SOURCE = """package {package};
import java.util.*;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.*;
public class {name} extends SinkConnector {{
    public static class Idle extends SinkTask {{
        public void start(Map<String, String> properties) {{ System.out.println("{version} at work"); }}
        public void put(Collection<SinkRecord> records) {{ }}
        public void stop() {{ }}
        public String version() {{ return "{version}"; }}
    }}
    public void start(Map<String, String> properties) {{ }}
    public Class<? extends Task> taskClass() {{ return Idle.class; }}
    public List<Map<String, String>> taskConfigs(int count) {{ return List.of(Map.of()); }}
    public void stop() {{ }}
    public ConfigDef config() {{ return new ConfigDef(); }}
    public String version() {{ return "{version}"; }}
}}
"""


def add_plugin(parts: Parts, folder: Path, class_name: str, version: str) -> None:
    """Put a connector into the plugin folder as older zips do: no manifest of services."""
    package, _, name = class_name.rpartition(".")
    source, classes, plugin = (
        folder / f"{name}.java",
        folder / f"{version}-classes",
        folder / "plugins" / version,
    )
    source.write_text(SOURCE.format(package=package, name=name, version=version))
    Toolchain(parts.java, parts.compiler, (parts.kafka_jars,)).compile([source], into=classes)
    plugin.mkdir(parents=True)
    files = {path.relative_to(classes).as_posix(): path.read_bytes() for path in classes.rglob("*.class")}
    (plugin / "dropped.jar").write_bytes(jar.pack(files, version=version))


@pytest.fixture
def plugins(parts: Parts, tmp_path: Path) -> Path:
    """A plugin folder with a stranger's connector, and with one that has Confluent's name and a real version."""
    add_plugin(parts, tmp_path, "org.example.Tiny", "3.1")
    add_plugin(parts, tmp_path, CONFLUENT, "10.5.7")
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
