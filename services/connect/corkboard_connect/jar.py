"""A jar as bytes that depend on its content alone."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = "META-INF/MANIFEST.MF"
LONGEST_LINE_BYTES = 72
READABLE_FILE = 0o100644


def manifest(version: str) -> bytes:
    """Return a jar's manifest, from which the sink reads its own version.

    Raises:
        ValueError: The version does not fit on a manifest's line.
    """
    lines = [
        "Manifest-Version: 1.0",
        "Implementation-Title: Corkboard S3 sink",
        f"Implementation-Version: {version}",
    ]
    if any(len(line.encode()) > LONGEST_LINE_BYTES for line in lines):
        raise ValueError(f"the version {version!r} is too long for a manifest")
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


def pack(files: Mapping[str, bytes], *, version: str) -> bytes:
    """Return a jar of these files, by their names inside: the same files always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _add(archive, MANIFEST, manifest(version))
        for name in sorted(files):
            _add(archive, name, files[name])
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = READABLE_FILE << 16
    archive.writestr(entry, content)
