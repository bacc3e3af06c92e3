"""A zip as bytes that depend on its content alone, so that its name in S3 changes only when it does."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

READABLE_FILE = 0o100644


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of these files by their names inside."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED
            entry.create_system = 3
            entry.external_attr = READABLE_FILE << 16
            packed.writestr(entry, files[name])
    return buffer.getvalue()
