"""A worker as its front sees it: a process with a group of its own, its events, its last words, its end."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections import deque
from typing import TYPE_CHECKING, Self

import msgspec

from corkboard_databricks.notebook.events import Begun, Ended, Event, Exited, Finished, Task, Text, decode
from corkboard_databricks.notebook.raw import RawOutput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

READ_BYTES = 64 << 10
TICK_S = 0.2
LAST_WORDS_S = 2


class Worker:
    """Runs one task; use it as a context, at whose end the process and what it started are gone.

    Attributes:
        last_line: What the process last wrote past Python's own output.

    Args:
        command: The program; the number of the pipe is added to it.
        task: What it shall do.
        environment: Its variables.
    """

    def __init__(self, command: Sequence[str], task: Task, environment: Mapping[str, str]) -> None:
        self._pipe, write_end = os.pipe()
        self.last_line = ""
        self._line = bytearray()
        self._ready: deque[Event] = deque()
        self._raw = {"stdout": RawOutput(), "stderr": RawOutput()}
        self._process = subprocess.Popen(
            [*command, str(write_end)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            pass_fds=(write_end,),
            process_group=0,
        )
        os.close(write_end)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._pipe, selectors.EVENT_READ, "")
        for name in self._raw:
            stream = getattr(self._process, name)
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream.fileno(), selectors.EVENT_READ, name)
        with contextlib.suppress(BrokenPipeError), self._process.stdin as stdin:  # type: ignore[union-attr]
            stdin.write(msgspec.json.encode(task))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._selector.close()
        os.close(self._pipe)
        for stream in (self._process.stdout, self._process.stderr):
            stream.close()  # type: ignore[union-attr]  # they are pipes

    @property
    def pid(self) -> int:
        """The number of the process, and of its group."""
        return self._process.pid

    def interrupt(self) -> None:
        """Ask it to end, as Ctrl-C does."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it and what it has started."""
        self._signal(signal.SIGKILL)

    def events(self) -> Iterator[Event | None]:
        """Yield what it tells, and None now and then, until it has finished or died."""
        is_open = True
        while is_open or self._ready:
            if self._ready:
                event = self._ready.popleft()
                yield event
                if isinstance(event, Finished):
                    return
                continue
            yield None
            for key, _ in self._selector.select(TICK_S):
                is_open = self._read(key.fd, key.data) and is_open
            is_open = (is_open and self._process.poll() is None) or self._drain()
        yield from self._last_words()

    def ending(self) -> str:
        """Return how it ended, in words; empty when it was as it should be."""
        try:
            code = self._process.wait(LAST_WORDS_S)
        except subprocess.TimeoutExpired:
            return "its process does not end"
        if code < 0:
            name = signal.Signals(-code).name
            hint = ": the machine may have run out of memory" if -code == signal.SIGKILL else ""
            return f"its process was killed by {name}{hint}"
        return f"its process ended itself with exit code {code}"

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _read(self, descriptor: int, stream: str) -> bool:
        """Read what there is; false when the pipe of events has ended."""
        try:
            chunk = os.read(descriptor, READ_BYTES)
        except BlockingIOError:
            return True
        if stream:
            if chunk:
                self._take_raw(stream, chunk)
            else:
                self._selector.unregister(descriptor)
            return True
        self._take_events(chunk)
        return bool(chunk)

    def _take_events(self, chunk: bytes) -> None:
        """Take whole lines; what was written past Python before a cell's end is shown in that cell."""
        self._line += chunk
        *lines, rest = self._line.split(b"\n")
        self._line = bytearray(rest)
        for line in lines:
            event = decode(line)
            if isinstance(event, (Begun, Ended, Exited, Finished)):
                self._read_raw()
            self._ready.append(event)
            if isinstance(event, (Begun, Ended)):
                for name, raw in self._raw.items():
                    self._show(name, raw.turn())

    def _take_raw(self, stream: str, chunk: bytes) -> None:
        raw = self._raw[stream]
        self._show(stream, raw.take(chunk))
        self.last_line = raw.last_line or self.last_line

    def _show(self, stream: str, text: str) -> None:
        if text:
            self._ready.append(Text(stream, text))

    def _read_raw(self) -> None:
        """Read what is in the pipes now; they hold no more than one read does."""
        for name in self._raw:
            with contextlib.suppress(BlockingIOError, ValueError):
                self._take_raw(name, os.read(getattr(self._process, name).fileno(), READ_BYTES))

    def _drain(self) -> bool:
        """Read what a process that has ended has left in its pipe, and say that it is closed."""
        deadline = time.monotonic() + LAST_WORDS_S
        while time.monotonic() < deadline:
            ready = [key for key, _ in self._selector.select(0)]
            if not [key for key in ready if self._read(key.fd, key.data)]:
                break
        return False

    def _last_words(self) -> Iterator[Event]:
        self._read_raw()
        while self._ready:
            yield self._ready.popleft()
