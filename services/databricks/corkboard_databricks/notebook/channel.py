"""The worker's end of the pipe: events out, in order, whichever thread they are from."""

from __future__ import annotations

import io
import os
import threading
from collections import deque
from typing import TYPE_CHECKING, Protocol

from corkboard_databricks.notebook.events import Begun, Ended, Event, Text, encode

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD_CHARACTERS = 256 << 10
TAIL_CHARACTERS = 32 << 10
CHUNK_CHARACTERS = 8 << 10
MARK = "\x1ea cell begins or ends\x1f"  # no end of it is its beginning too
OUTPUTS = (1, 2)
HIDDEN = "[REDACTED]"
SHORTEST_SECRET = 4


class Sink(Protocol):
    """Where events go."""

    def __call__(self, event: Event) -> None:
        """Take the next one."""


class Pipe:
    """A sink that writes to a file descriptor, and leaves it to this process alone.

    Where a cell begins and ends is marked in the process's own output first (:mod:`.raw`).
    """

    def __init__(self, descriptor: int) -> None:
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - its only parameter
        self._descriptor = descriptor
        self._outputs = [os.dup(one) for one in OUTPUTS]  # a cell may turn its own elsewhere
        self._lock = threading.RLock()

    def __call__(self, event: Event) -> None:
        """Write one event as a line."""
        with self._lock:
            if isinstance(event, (Begun, Ended)):
                for output in self._outputs:
                    _write(output, MARK.encode())
            _write(self._descriptor, encode(event) + b"\n")


def _write(descriptor: int, rest: bytes) -> None:
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class CellText(io.TextIOBase):
    """Standard output or error of the cells: the beginning and the end of what each writes.

    Args:
        name: ``stdout`` or ``stderr``.
        sink: Told what was written.
        hide: What the text is passed through, so that no secret is shown.
        raw: The process's own descriptor, for processes that a cell forks.
    """

    def __init__(self, name: str, sink: Sink, hide: Callable[[str], str], raw: int) -> None:
        self._name = name
        self._sink = sink
        self._hide = hide
        self._raw = raw
        self._process = os.getpid()
        self._lock = threading.RLock()
        self._line = ""
        self._left = HEAD_CHARACTERS
        self._tail: deque[str] = deque()
        self._tail_characters = 0
        self._dropped = 0

    @property
    def name(self) -> str:
        """What Python calls the stream."""
        return f"<{self._name}>"

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a property there, an attribute here
        """UTF-8, whatever the machine's language is."""
        return "utf-8"

    def fileno(self) -> int:
        """Return the process's own descriptor, for programs that a cell starts."""
        return self._raw

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Take some text; whole lines go at once."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if os.getpid() != self._process:
            os.write(self._raw, text.encode())
            return len(text)
        with self._lock:
            if not self._left:
                self._keep(text)
                return len(text)
            self._line += text
            if "\n" in text or len(self._line) > CHUNK_CHARACTERS:
                self._send()
        return len(text)

    def flush(self) -> None:
        """Send what is no whole line yet."""
        with self._lock:
            if self._line:
                self._send()

    def end_cell(self) -> None:
        """Send the end of what was left out, and begin anew."""
        with self._lock:
            self.flush()
            left_out = self._dropped - self._tail_characters
            if self._dropped:
                note = f"\n… {left_out:,} characters are left out here …\n" if left_out else ""
                self._sink(Text(self._name, note + self._hide("".join(self._tail))))
            self._left, self._dropped, self._tail_characters = HEAD_CHARACTERS, 0, 0
            self._tail.clear()

    def _send(self) -> None:
        text, self._line = self._line, ""
        now, later = text[: self._left], text[self._left :]
        self._left -= len(now)
        self._sink(Text(self._name, self._hide(now)))
        if later:
            self._keep(later)

    def _keep(self, text: str) -> None:
        """Keep the end of what is too much to be shown."""
        self._dropped += len(text)
        text = text[-TAIL_CHARACTERS:]
        self._tail.append(text)
        self._tail_characters += len(text)
        while self._tail_characters - len(self._tail[0]) >= TAIL_CHARACTERS:
            self._tail_characters -= len(self._tail.popleft())


class Redactor:
    """Replaces the secrets that a notebook was given, wherever they would be shown."""

    def __init__(self) -> None:
        self._known: list[str] = []

    def learn(self, secret: str) -> None:
        """Hide a value from now on."""
        if len(secret) >= SHORTEST_SECRET and secret not in self._known:
            self._known.append(secret)

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        for secret in self._known:
            text = text.replace(secret, HIDDEN)
        return text
