"""A notebook as values: its cells in order, each of one language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003 - msgspec and callers need the type at run time

MAGIC = re.compile(r"%{1,2}([\w-]+)[ \t]*(.*)", re.DOTALL)
PROSE = "md"
# The whole cell is in another language, or is a command; anything else that begins with % is one line.
WHOLE = ("sql", "run", "md", "md-sandbox", "fs", "sh", "python", "pip", "scala", "r", "skip", "conda")
FOREIGN = ("scala", "r", "conda")
TIMED = ("time", "timeit", "capture")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        number: Its place in the notebook, from 1; prose counts as well.
        source: As it was written.
        language: ``python``, ``sql``, ``md``, or the command it is: ``run``, ``fs``, ``sh``, ``pip``, ...
        body: What that language sees.
    """

    number: int
    source: str
    language: str
    body: str

    @property
    def is_prose(self) -> bool:
        """Whether it is for the reader alone."""
        return self.language == PROSE

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.body.strip()


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook as it was read.

    Attributes:
        path: The file.
        language: What its cells are in when they do not say: ``python`` or ``sql``.
        cells: In order.
    """

    path: Path
    language: str
    cells: tuple[Cell, ...] = field(default=())

    @property
    def name(self) -> str:
        """The name people call it by."""
        return self.path.stem

    @property
    def foreign(self) -> tuple[Cell, ...]:
        """The cells in a language that is not spoken here."""
        return tuple(cell for cell in self.cells if cell.language in FOREIGN and not cell.is_empty)


def cell_of(number: int, source: str, language: str) -> Cell:
    """Return a cell by what it begins with; blank lines and comments may stand before its magic."""
    head, rest = _split(source)
    match = MAGIC.match(rest)
    if match is None or match[1] not in (*WHOLE, *TIMED):
        return Cell(number, source, language, source)
    word, body = match[1], match[2]
    if word in TIMED:  # IPython's: the cell is Python all the same
        is_cell = rest.startswith("%%")
        return Cell(number, source, language, head + body if is_cell else source)
    word = PROSE if word == "md-sandbox" else word
    padding = "\n" * head.count("\n") if word in ("python", "sql") else ""  # so that lines keep their numbers
    return Cell(number, source, word, body.strip("\n") if word == PROSE else padding + body)


def _split(source: str) -> tuple[str, str]:
    """Return the blank lines and comments that a cell begins with, and the rest."""
    lines = source.splitlines(keepends=True)
    count = 0
    while count < len(lines) and (not lines[count].strip() or lines[count].lstrip().startswith(("#", "--"))):
        count += 1
    return "".join(lines[:count]), "".join(lines[count:]).lstrip()
