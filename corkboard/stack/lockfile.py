"""Reads the locks: which jars, exactly which bytes, and where they lie in a Maven repository."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import resources

LOCKS = resources.files("corkboard.stack") / "locks"


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked file of a Maven repository.

    Attributes:
        group: Such as ``org.apache.kafka``.
        artifact: Such as ``connect-api``.
        version: Such as ``4.3.1``.
        sha256: Its content, in hexadecimal.
        size_bytes: Its length.
        classifier: Such as ``all``, for a jar that holds what it needs; mostly empty.
    """

    group: str
    artifact: str
    version: str
    sha256: str
    size_bytes: int
    classifier: str = ""

    @property
    def coordinate(self) -> str:
        """``group:artifact:version``, and the classifier where there is one."""
        return ":".join(filter(None, (self.group, self.artifact, self.version, self.classifier)))

    @property
    def file_name(self) -> str:
        """Such as ``connect-api-4.3.1.jar``."""
        return "-".join(filter(None, (self.artifact, self.version, self.classifier))) + ".jar"

    @property
    def repository_path(self) -> str:
        """Its path below a Maven repository's address."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.file_name}"


def parse(text: str) -> list[Jar]:
    """Return a lock's jars; each line is ``group:artifact:version[:classifier] sha256 size``."""
    jars = []
    for line in text.splitlines():
        coordinate, sha256, size = line.split()
        group, artifact, version, *classifier = coordinate.split(":")
        jars.append(Jar(group, artifact, version, sha256, int(size), *classifier))
    return jars


def lock_text(name: str) -> str | None:
    """Return a lock's text, or ``None`` when there is none of that name."""
    path = LOCKS / name
    return path.read_text() if path.is_file() else None


def this_platform() -> str:
    """Return such as ``linux-x86_64`` or ``macos-arm64``."""
    system = {"Darwin": "macos"}.get(platform.system(), platform.system().lower())
    machine = {"amd64": "x86_64", "AMD64": "x86_64", "aarch64": "arm64"}.get(
        platform.machine(), platform.machine()
    )
    return f"{system}-{machine}"
