"""``dbutils.secrets``: files ``<scope>/<key>`` in a folder of the stack that nobody else may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

SECRETS_DIR = "dbutils-secrets"  # in the stack's folder


@dataclass(frozen=True, slots=True)
class SecretScope:
    """One scope, as Databricks lists it."""

    name: str

    def getName(self) -> str:  # noqa: N802 - Databricks' word
        """Return its name."""
        return self.name


@dataclass(frozen=True, slots=True)
class SecretMetadata:
    """One secret's name, as Databricks lists it."""

    key: str


class Secrets:
    """Secrets by scope and key.

    Args:
        folder: A folder a scope, a file a key.
        learn: Told each secret that is read, so that it is not shown.
    """

    def __init__(self, folder: Path, learn: Callable[[str], None]) -> None:
        self._folder = folder
        self._learn = learn

    def get(self, scope: str, key: str) -> str:
        """Return a secret.

        Raises:
            ValueError: There is none; says where it would be looked for.
        """
        self._require(scope)
        path = self._folder / scope / key
        if key not in [one.key for one in self.list(scope)]:
            raise ValueError(f"Secret does not exist with scope: {scope} and key: {key} (put it in {path})")
        secret = path.read_text().rstrip("\n")
        self._learn(secret)
        return secret

    def getBytes(self, scope: str, key: str) -> bytes:  # noqa: N802 - Databricks' word
        """Return a secret as bytes."""
        return self.get(scope, key).encode()

    def list(self, scope: str) -> Sequence[SecretMetadata]:
        """Return the keys of a scope."""
        self._require(scope)
        return [
            SecretMetadata(path.name) for path in sorted((self._folder / scope).iterdir()) if path.is_file()
        ]

    def listScopes(self) -> Sequence[SecretScope]:  # noqa: N802 - Databricks' word
        """Return the scopes."""
        return [SecretScope(name) for name in self._scopes()]

    def _require(self, scope: str) -> None:
        if scope not in self._scopes():
            raise ValueError(
                f"Secret does not exist with scope: {scope} (make the folder {self._folder / scope})"
            )

    def _scopes(self) -> Sequence[str]:
        if not self._folder.is_dir():
            return []
        return sorted(path.name for path in self._folder.iterdir() if path.is_dir())
