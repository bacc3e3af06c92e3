"""What the calls about the workspace, DBFS and secrets take."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from corkboard_databricks.jobs.specs import Path  # noqa: TC001 - msgspec needs the type at run time

Name = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_@][A-Za-z0-9_.@-]*\Z")]
Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Format = Literal["AUTO", "SOURCE", "JUPYTER", "RAW", "HTML", "DBC", "R_MARKDOWN"]
Language = Literal["PYTHON", "SQL", "SCALA", "R"]


class OnePath(Struct, frozen=True):
    """A path."""

    path: Path


class Import(Struct, frozen=True):
    """``workspace/import``."""

    path: Path
    content: str = ""
    format: Format = "SOURCE"
    language: Language | None = None
    overwrite: bool = False


class Export(Struct, frozen=True):
    """``workspace/export``."""

    path: Path
    format: Format = "SOURCE"
    direct_download: bool = False


class Delete(Struct, frozen=True):
    """``workspace/delete`` and ``dbfs/delete``."""

    path: Path
    recursive: bool = False


class Put(Struct, frozen=True):
    """``dbfs/put``."""

    path: Path
    contents: str = ""
    overwrite: bool = False


class Create(Struct, frozen=True):
    """``dbfs/create``."""

    path: Path
    overwrite: bool = False


class Block(Struct, frozen=True):
    """``dbfs/add-block``."""

    handle: Number
    data: str


class Close(Struct, frozen=True):
    """``dbfs/close``."""

    handle: Number


class Read(Struct, frozen=True):
    """``dbfs/read``."""

    path: Path
    offset: Number = 0
    length: Number = 512 << 10


class Move(Struct, frozen=True):
    """``dbfs/move``."""

    source_path: Path
    destination_path: Path


class Scope(Struct, frozen=True):
    """``secrets/scopes/*`` and ``secrets/list``."""

    scope: Name


class PutSecret(Struct, frozen=True):
    """``secrets/put``."""

    scope: Name
    key: Name
    string_value: Annotated[str, Meta(max_length=131_072)] | None = None
    bytes_value: Annotated[str, Meta(max_length=175_000)] | None = None


class OneSecret(Struct, frozen=True):
    """``secrets/get`` and ``secrets/delete``."""

    scope: Name
    key: Name
