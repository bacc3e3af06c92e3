"""What programs of a cell write to the process's own output, past Python's, counted to the right cell.

Events and this output come through pipes of their own, and whoever reads them may see one late. So the
worker writes a mark where a cell begins and where it ends, before it tells either.
"""

from __future__ import annotations

import codecs
from collections import deque

from corkboard_databricks.notebook.channel import HEAD_CHARACTERS, MARK


class RawOutput:
    """One stream of a worker's: the beginning of what each cell writes.

    Attributes:
        last_line: The last of what was read last that was not blank.
    """

    def __init__(self) -> None:
        self.last_line = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._left = HEAD_CHARACTERS
        self._ahead: deque[str] = deque()

    def take(self, chunk: bytes) -> str:
        """Take what was read, and return what belongs to now; the rest is kept for its turn."""
        text = self._rest + self._decoder.decode(chunk)
        begun = _begun_mark(text)
        text, self._rest = text[: len(text) - begun], text[len(text) - begun :]
        first, *others = text.split(MARK)
        lines = text.replace(MARK, "\n").splitlines()
        self.last_line = next((line for line in reversed(lines) if line.strip()), "")
        if self._ahead:
            self._ahead[-1] = (self._ahead[-1] + first)[:HEAD_CHARACTERS]
            first = ""
        self._ahead.extend(piece[:HEAD_CHARACTERS] for piece in others)
        return self._shown(first)

    def turn(self) -> str:
        """A cell begins or ends, and everything before that was read: return what came after the mark."""
        self._left = HEAD_CHARACTERS
        return self._shown(self._ahead.popleft() if self._ahead else "")

    def _shown(self, text: str) -> str:
        text = text[: self._left]
        self._left -= len(text)
        return text


def _begun_mark(text: str) -> int:
    """Return how many characters at the end may be a mark's beginning."""
    return next((size for size in range(len(MARK) - 1, 0, -1) if text.endswith(MARK[:size])), 0)
