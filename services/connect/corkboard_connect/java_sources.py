"""Where the sink's Java lies in this package: sources, resources and tests."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent / "java"
SOURCES = ROOT / "src"
RESOURCES = ROOT / "resources"
TESTS = ROOT / "test"


def java_files(folder: Path) -> list[Path]:
    """Return the Java files below a folder, in the same order everywhere."""
    return sorted(folder.rglob("*.java"))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its relative name, with ``/`` between the parts."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
