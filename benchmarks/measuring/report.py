"""How results are written down."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RESULTS = Path(__file__).parents[1] / "results"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 0) -> str:
    """Return a Markdown table; all its columns but that of the words are aligned to the right."""
    aligned = ["---" if place == words else "---:" for place in range(len(head))]
    lines = [head, aligned, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """Return what the figures were taken on, in a few words."""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {system}"


def method(doc: str | None, *, until: str) -> str:
    """Return what a benchmark's docstring says behind its first paragraph, up to some words."""
    return (doc or "").split("\n\n", 1)[1].split(until, maxsplit=1)[0].strip()


def progress(done: str, found: str = "") -> None:
    """Print how far a benchmark is, how busy the machine is, and what was found."""
    print(f"{done}, load {os.getloadavg()[0]:.1f}{f': {found}' if found else ''}", flush=True)


def write(name: str, text: str, *, is_wanted: bool) -> None:
    """Print a result, and keep it under ``results/`` if that is wanted."""
    print(text)
    if is_wanted:
        (RESULTS / f"{name}.md").write_text(text + "\n")
