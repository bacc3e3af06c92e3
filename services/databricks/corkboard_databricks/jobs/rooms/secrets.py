"""``secrets/*``: what ``dbutils.secrets`` reads, in files that nobody else may read."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from corkboard_databricks.jobs import file_requests as ask
from corkboard_databricks.jobs.base64_text import decoded, encoded
from corkboard_databricks.jobs.errors import ABSENT, EXISTS, INVALID, ApiError, files_refusing
from corkboard_databricks.jobs.reading import shaped

if TYPE_CHECKING:
    from pathlib import Path


class Secrets:
    """Answers calls about secrets.

    Args:
        root: A folder a scope, a file a key.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def create_scope(self, members: dict[str, Any]) -> dict[str, Any]:
        """Make a scope."""
        scope = shaped(members, ask.Scope).scope
        with files_refusing(scope):
            if (self._root / scope).exists():
                raise ApiError(EXISTS, f"Scope {scope} already exists!")
            (self._root / scope).mkdir(parents=True, mode=0o700)
        return {}

    def delete_scope(self, members: dict[str, Any]) -> dict[str, Any]:
        """Remove a scope and its secrets."""
        scope = shaped(members, ask.Scope).scope
        with files_refusing(scope):
            shutil.rmtree(self._scope(scope))
        return {}

    def list_scopes(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the scopes."""
        del members
        found = sorted(one.name for one in self._root.glob("*") if one.is_dir())
        return {"scopes": [{"name": name, "backend_type": "DATABRICKS"} for name in found]} if found else {}

    def put(self, members: dict[str, Any]) -> dict[str, Any]:
        """Keep a secret."""
        wanted = shaped(members, ask.PutSecret)
        if (wanted.string_value is None) == (wanted.bytes_value is None):
            raise ApiError(INVALID, "exactly one of string_value and bytes_value must be given")
        if wanted.string_value is not None:
            content = wanted.string_value.encode(errors="replace")
        else:
            content = decoded(wanted.bytes_value or "", "bytes_value")
        file = self._scope(wanted.scope) / wanted.key
        with files_refusing(wanted.key):
            file.touch(mode=0o600)
            file.write_bytes(content)
        return {}

    def get(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return a secret."""
        wanted = shaped(members, ask.OneSecret)
        file = self._secret(wanted)
        with files_refusing(wanted.key):
            return {"key": wanted.key, "value": encoded(file.read_bytes())}

    def listed(self, members: dict[str, Any]) -> dict[str, Any]:
        """Return the keys of a scope."""
        scope = shaped(members, ask.Scope).scope
        with files_refusing(scope):
            files = sorted(one for one in self._scope(scope).iterdir() if one.is_file())
            found = [
                {"key": one.name, "last_updated_timestamp": one.stat().st_mtime_ns // 1_000_000}
                for one in files
            ]
        return {"secrets": found} if found else {}

    def delete(self, members: dict[str, Any]) -> dict[str, Any]:
        """Remove a secret."""
        wanted = shaped(members, ask.OneSecret)
        file = self._secret(wanted)
        with files_refusing(wanted.key):
            file.unlink()
        return {}

    def _scope(self, name: str) -> Path:
        folder = self._root / name
        if not folder.is_dir():
            raise ApiError(ABSENT, f"Scope {name} does not exist!")
        return folder

    def _secret(self, wanted: ask.OneSecret) -> Path:
        file = self._scope(wanted.scope) / wanted.key
        if not file.is_file():
            raise ApiError(ABSENT, f"Secret {wanted.key} in the scope {wanted.scope} does not exist!")
        return file
