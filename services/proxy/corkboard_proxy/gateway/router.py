"""Which route a request takes: the most specific path first, then its method, as in API Gateway."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corkboard_proxy.gateway.definition import ANY, Route

if TYPE_CHECKING:
    from collections.abc import Iterable

_LITERAL, _PARAMETER, _GREEDY = range(3)


class Match(NamedTuple):
    """A route, and its path parameters as they were sent (still percent-encoded)."""

    route: Route
    parameters: dict[str, str]


class _Resource(NamedTuple):
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    methods: dict[str, Route]


class Router:
    """Finds a request's route."""

    def __init__(self, routes: Iterable[Route]) -> None:
        by_path: dict[str, dict[str, Route]] = {}
        for route in routes:
            by_path.setdefault(route.path, {})[route.method] = route
        self._resources = [
            _Resource(*_pattern(path), methods)
            for path, methods in sorted(by_path.items(), key=lambda item: _rank(item[0]))
        ]

    def match(self, method: str, path: str) -> Match | None:
        """Return the route of a path below the stage, or ``None``; a path without the method has none."""
        for pattern, names, methods in self._resources:
            found = pattern.fullmatch(path)
            if found:
                route = methods.get(method) or methods.get(ANY)
                return Match(route, dict(zip(names, found.groups(), strict=True))) if route else None
        return None


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/")


def _kind(segment: str) -> int:
    if not segment.startswith("{"):
        return _LITERAL
    return _GREEDY if segment.endswith("+}") else _PARAMETER


def _rank(path: str) -> list[int]:
    return [_kind(segment) for segment in _segments(path)]


def _pattern(path: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return a path's pattern and its parameters' names; a name need not be a Python identifier."""
    shapes = {_PARAMETER: "([^/]+)", _GREEDY: "(.+)"}
    segments = _segments(path)
    parts = [shapes.get(_kind(segment), re.escape(segment)) for segment in segments]
    names = tuple(segment.strip("{+}") for segment in segments if _kind(segment) != _LITERAL)
    return re.compile("/" + "/".join(parts), re.DOTALL), names
