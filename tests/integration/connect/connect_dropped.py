"""Connectors of strangers, as they lie in a plugin folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_connect import jar
from corkboard_connect.toolchain import Toolchain

if TYPE_CHECKING:
    from pathlib import Path

    from connect_parts import Parts

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


def connector_jar(
    parts: Parts, folder: Path, class_name: str, version: str, *, has_manifest: bool = False
) -> bytes:
    """Return the jar of a connector that does nothing; older plugins have no manifest of services in it."""
    package, _, name = class_name.rpartition(".")
    source, classes = folder / f"{name}.java", folder / f"{name}-{version}-classes"
    source.write_text(SOURCE.format(package=package, name=name, version=version))
    Toolchain(parts.java, parts.compiler, (parts.kafka_jars,)).compile([source], into=classes)
    files = {path.relative_to(classes).as_posix(): path.read_bytes() for path in classes.rglob("*.class")}
    if has_manifest:
        files["META-INF/services/org.apache.kafka.connect.sink.SinkConnector"] = class_name.encode()
    return jar.pack(files, version=version)
