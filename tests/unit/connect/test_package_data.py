"""What the package brings besides Python: Java sources, the manifest of services, the connector's configuration."""

from __future__ import annotations

import json
import re
import string
from importlib import resources

from corkboard.stack import lockfile
from corkboard_connect import java_sources

TEMPLATE = resources.files("corkboard_connect") / "s3-sink.json"
FILLED = {
    "name": "c",
    "topics": "a,b",
    "bucket": "u",
    "records_per_object": "1000",
    "rotate_interval_ms": "1000",
    "tasks_max": "1",
    "dead_letter_topic": "d",
}


def test_the_template_asks_for_what_provision_knows() -> None:
    """Exactly these placeholders; filled, it is a request to Connect whose values are all text."""
    template = string.Template(TEMPLATE.read_text())

    config = json.loads(template.substitute(FILLED))["config"]

    assert set(template.get_identifiers()) == set(FILLED)
    assert all(isinstance(value, str) for value in config.values())


def test_every_property_of_the_template_exists() -> None:
    """The sink's own are defined in its Java; the others belong to Connect."""
    config = json.loads(TEMPLATE.read_text())["config"]
    java = (java_sources.SOURCES / "corkboard/connect/s3/SinkConfig.java").read_text()
    connects = re.compile(
        r"connector\.class|tasks\.max|topics|(key|value|header)\.converter|errors\..*|consumer\.override\..*"
    )

    own = [name for name in config if not connects.fullmatch(name)]

    assert own
    assert [name for name in own if f'"{name}"' not in java] == []


def test_the_manifest_of_services_names_classes_that_exist() -> None:
    """Connect finds the sink, and its stand-in for Confluent's, without scanning."""
    manifest = java_sources.RESOURCES / "META-INF/services/org.apache.kafka.connect.sink.SinkConnector"

    names = manifest.read_text().split()

    assert len(names) == 2
    assert all((java_sources.SOURCES / f"{name.replace('.', '/')}.java").is_file() for name in names)


def test_the_plugin_folder_brings_no_logging_interface_of_its_own() -> None:
    """The worker's slf4j is used, or nothing would be logged."""
    locked = lockfile.parse(lockfile.lock_text("sink.lock") or "")

    assert "slf4j-api" not in {jar.artifact for jar in locked}
    assert {jar.version for jar in locked if jar.group == "software.amazon.awssdk"} == {"2.35.4"}


def test_the_jars_shared_with_kafka_and_spark_are_the_same_files() -> None:
    """One version each, so that the cache holds it once."""
    sink = {(jar.group, jar.artifact): jar for jar in lockfile.parse(lockfile.lock_text("sink.lock") or "")}

    for name in ("kafka.lock", "spark.lock"):
        others = lockfile.parse(lockfile.lock_text(name) or "")
        shared = [jar for jar in others if (jar.group, jar.artifact) in sink]
        assert shared
        assert all(sink[jar.group, jar.artifact] == jar for jar in shared)
