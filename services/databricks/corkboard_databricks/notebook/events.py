"""What a worker is told, and what it tells while the cells run: one JSON line each."""

from __future__ import annotations

from typing import Any

import msgspec


class Task(msgspec.Struct, frozen=True):
    """What a worker shall run.

    Attributes:
        paths: Notebooks, one after the other in one session with the same variables.
        parameters: Values of widgets.
        root: Where paths in the workspace begin.
        streams_s: How long streams that still run may go on behind the last cell, in seconds.
        arguments: What a plain script finds behind its name in ``sys.argv``; None for notebooks.
    """

    paths: list[str]
    parameters: dict[str, str] = {}
    root: str = ""
    streams_s: float = 0
    arguments: list[str] | None = None


class Begun(msgspec.Struct, frozen=True, tag=True):
    """A cell begins."""

    notebook: int
    cell: int


class Text(msgspec.Struct, frozen=True, tag=True):
    """Something was written to ``stdout`` or ``stderr``."""

    stream: str
    text: str


class Shown(msgspec.Struct, frozen=True, tag=True):
    """Something is shown.

    Attributes:
        data: By MIME type.
        slot: What it replaces when it is shown again: a streaming frame changes; empty for nothing.
        is_result: Whether it is the value of the cell's last expression.
    """

    data: dict[str, Any]
    slot: str = ""
    is_result: bool = False


class Failed(msgspec.Struct, frozen=True, tag=True):
    """The cell that runs has failed.

    Attributes:
        name: The error's class.
        message: Its text.
        traceback: Its lines, from the user's own code on.
    """

    name: str
    message: str
    traceback: list[str]


class Ended(msgspec.Struct, frozen=True, tag=True):
    """A cell has ended."""

    notebook: int
    cell: int


class Exited(msgspec.Struct, frozen=True, tag=True):
    """A notebook has ended itself with ``dbutils.notebook.exit``."""

    notebook: int
    value: str


class Streaming(msgspec.Struct, frozen=True, tag=True):
    """All cells are done; the streams go on for a while.

    Attributes:
        queries: How many.
        are_cut: Whether the while is over, and they had not read all that there is.
    """

    queries: int
    are_cut: bool = False


class Finished(msgspec.Struct, frozen=True, tag=True):
    """Nothing is left to do."""


Event = Begun | Text | Shown | Failed | Ended | Exited | Streaming | Finished
encode = msgspec.json.Encoder(enc_hook=str).encode
decode = msgspec.json.Decoder(Event).decode
decode_task = msgspec.json.Decoder(Task).decode
