"""Java's properties files, read as Java reads them."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_NAMED = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
_SPLIT = re.compile(r"(?P<key>(?:\\.|[^\\=: \t\f])*)[ \t\f]*(?:[=:][ \t\f]*)?(?P<value>.*)", re.DOTALL)


def parse_properties(text: str) -> dict[str, str]:
    """Return the keys and values of a properties file; the last of a repeated key wins.

    ``#`` and ``!`` begin comments; ``=``, ``:`` or blanks separate; a line that ends in an odd
    number of backslashes goes on in the next.
    """
    found: dict[str, str] = {}
    for line in _logical_lines(text):
        match = _SPLIT.fullmatch(line)
        if match:
            found[_unescape(match["key"])] = _unescape(match["value"]).rstrip()
    return found


def _logical_lines(text: str) -> list[str]:
    lines: list[str] = []
    pending = ""
    for natural in text.splitlines():
        line = natural.lstrip(" \t\f")
        if not pending and (not line or line[0] in "#!"):
            continue
        pending += line
        if _continues(pending):
            pending = pending[:-1]
        else:
            lines.append(pending)
            pending = ""
    return [*lines, pending] if pending else lines


def _continues(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _unescape(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        escaped = match[1]
        return chr(int(escaped[1:], 16)) if len(escaped) > 1 else _NAMED.get(escaped, escaped)

    return _ESCAPE.sub(replace, text)
