"""JSONPath, as far as mapping templates use it: members, indices and ``[*]``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

STEP = re.compile(
    r"""\.(?P<name>[\w\-]+|\*)
      | \[\s*(?: '(?P<single>(?:[^'\\]|\\.)*)' | "(?P<double>(?:[^"\\]|\\.)*)"
             | (?P<index>-?\d+) | (?P<all>\*) )\s*\]""",
    re.VERBOSE,
)
ALL = object()
MISSING = object()
Steps = tuple[Any, ...]


@lru_cache(maxsize=1024)
def parse_path(path: str) -> Steps:
    """Return a path's steps: a name, an index or ``ALL``.

    Raises:
        ValueError: The path uses more of JSONPath than is served here: filters, slices, ``..``.
    """
    rest, steps = path.strip().removeprefix("$"), []
    if rest and rest[0] not in ".[":
        rest = f".{rest}"
    while rest:
        found = STEP.match(rest)
        if found is None:
            raise ValueError(f"the JSON path {path!r} is not served: members, indices and [*] are")
        steps.append(_step(found))
        rest = rest[found.end() :]
    return tuple(steps)


def find(document: Any, path: str) -> Any:
    """Return the value at a path, ``MISSING`` if there is none; with ``[*]`` a list of all there are.

    Raises:
        ValueError: The path is not served.
    """
    return _walk(document, parse_path(path))


def _step(found: re.Match[str]) -> Any:
    if found["all"] or found["name"] == "*":
        return ALL
    if found["index"]:
        return int(found["index"])
    quoted = found["single"] if found["single"] is not None else found["double"]
    return found["name"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)


def _walk(value: Any, steps: Steps) -> Any:
    for number, step in enumerate(steps):
        if step is ALL:
            members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
            found = (_walk(member, steps[number + 1 :]) for member in members)
            return [member for member in found if member is not MISSING]
        value = _member(value, step)
        if value is MISSING:
            return MISSING
    return value


def _member(value: Any, step: Any) -> Any:
    if isinstance(step, int):
        is_there = isinstance(value, list) and -len(value) <= step < len(value)
        return value[step] if is_there else MISSING
    return value.get(step, MISSING) if isinstance(value, dict) else MISSING
