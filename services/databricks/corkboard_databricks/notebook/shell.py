"""Programs that a cell runs: ``%sh``, ``!`` and ``%pip``; what they write appears as they write it."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, TextIO, cast

from packaging.requirements import InvalidRequirement, Requirement

if TYPE_CHECKING:
    import io
    from collections.abc import Sequence

READ_BYTES = 64 << 10
WITH_VALUE = re.compile(r"-(r|c|i|e|-requirement|-constraint|-index-url|-extra-index-url|-find-links|f)$")


def run(words: Sequence[str], out: TextIO) -> int:
    """Run a program to its end and return its exit code; Ctrl-C reaches it and what it has started."""
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, process_group=0
    )
    try:
        with cast("io.BufferedReader", process.stdout) as pipe:
            while chunk := pipe.read1(READ_BYTES):
                out.write(chunk.decode(errors="replace"))
        return process.wait()
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def script(text: str, out: TextIO) -> None:
    """Run a shell script: ``%sh``. With ``-e`` on its first line a failure fails the cell.

    Raises:
        CalledProcessError: It failed, and ``-e`` was said.
    """
    first, _, rest = text.partition("\n")
    is_strict = first.strip() == "-e"
    body = rest if is_strict else text
    code = run(["bash", *["-e"] * is_strict, "-c", body], out)
    if code and is_strict:
        raise subprocess.CalledProcessError(code, "%sh -e")


def pip(arguments: str, out: TextIO) -> None:
    """Run ``%pip``; packages go to a folder of this run alone, and those that are here stay as they are.

    Raises:
        CalledProcessError: pip failed.
    """
    words = shlex.split(arguments, comments=True)
    target: list[str] = []
    if words[:1] == ["install"]:
        missing = _missing(words[1:])
        if not missing:
            out.write(f"all of these are here already: {' '.join(words[1:])}\n")
            return
        words = ["install", *missing]
        target = ["--target", _folder()]
    code = run([sys.executable, "-m", "pip", "--disable-pip-version-check", *words, *target], out)
    importlib.invalidate_caches()
    if code:
        raise subprocess.CalledProcessError(code, f"%pip {arguments.strip()}")


def _missing(words: Sequence[str]) -> list[str]:
    """Return the words of an installation without requirements that are met; none if all are."""
    kept, is_value, has_more = [], False, False
    for word in words:
        is_met = not is_value and not word.startswith("-") and _is_met(word)
        if not is_met:
            kept.append(word)
            has_more = has_more or (not word.startswith("-"))
        is_value = bool(WITH_VALUE.match(word))
    return kept if has_more else []


def _is_met(word: str) -> bool:
    try:
        wanted = Requirement(word)
        return wanted.specifier.contains(version(wanted.name), prereleases=True)
    except (InvalidRequirement, PackageNotFoundError):
        return False


def _folder() -> str:
    """Return the folder of this run's packages, which Python looks in first."""
    for path in sys.path:
        if "corkboard-pip-" in path:
            return path
    made = tempfile.mkdtemp(prefix="corkboard-pip-")
    sys.path.insert(0, made)
    return made
