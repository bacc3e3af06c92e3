"""Builds the sink's jar, and runs the tests of its Java."""

from __future__ import annotations

import tempfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard_connect import jar, java_sources

if TYPE_CHECKING:
    from corkboard_connect.toolchain import Toolchain

JAR_NAME = "corkboard-s3-sink.jar"
DISTRIBUTION = "corkboard-stack"


def version() -> str:
    """Return the project's version, which is also the plugin's."""
    return metadata.version(DISTRIBUTION)


def build(toolchain: Toolchain, out: Path) -> Path:
    """Compile the sink and write its jar into a folder; return the jar's path.

    The jar appears whole or not at all, and depends on the sources and the version alone.

    Raises:
        JavaError: The sources do not compile.
    """
    with tempfile.TemporaryDirectory() as folder:
        classes = Path(folder)
        toolchain.compile(java_sources.java_files(java_sources.SOURCES), into=classes)
        files = java_sources.contents(classes) | java_sources.contents(java_sources.RESOURCES)
    out.mkdir(parents=True, exist_ok=True)
    unfinished = out / f".{JAR_NAME}"
    unfinished.write_bytes(jar.pack(files, version=version()))
    return unfinished.rename(out / JAR_NAME)


def test(toolchain: Toolchain, junit: Path) -> str:
    """Compile the sink and its tests, run them, and return JUnit's report.

    Raises:
        JavaError: Something does not compile, or a test failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        classes, tests = Path(folder) / "classes", Path(folder) / "tests"
        toolchain.compile(java_sources.java_files(java_sources.SOURCES), into=classes)
        toolchain.compile(java_sources.java_files(java_sources.TESTS), into=tests, beside=[classes, junit])
        return toolchain.run_tests(tests, junit=junit, beside=[classes])
