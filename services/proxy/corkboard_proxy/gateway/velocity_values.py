"""JSON values as Velocity sees them: Java's methods, and Java's way to turn them into text.

Only these methods answer, so that a member that is missing is not taken for one of Python's methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corkboard_proxy.gateway.documents import write_json

if TYPE_CHECKING:
    from collections.abc import Iterator


class Absent:
    """What is missing or null: renders empty, and equals ``$null`` and ``""``."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other is None or other == "" or isinstance(other, Absent)

    def __hash__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0


ABSENT = Absent()


class JsonMap:
    """A JSON object; ``#foreach`` goes over its values. Renders as ``{a=b, c=d}``."""

    __slots__ = ("_members",)

    def __init__(self, members: dict[str, Any]) -> None:
        self._members = members

    def __getitem__(self, name: str) -> Any:
        return to_velocity(self._members[name])

    def __iter__(self) -> Iterator[Any]:
        return map(to_velocity, self._members.values())

    def __len__(self) -> int:
        return len(self._members)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JsonMap) and self._members == other._members

    def __hash__(self) -> int:
        return id(self)

    def __str__(self) -> str:
        return "{" + ", ".join(f"{name}={_inner(value)}" for name, value in self._members.items()) + "}"

    def plain(self) -> dict[str, Any]:
        """Return the object as Python has it."""
        return self._members

    def get(self, name: str) -> Any:
        """Return a member, absent if there is none."""
        return to_velocity(self._members.get(name))

    def put(self, name: str, value: Any) -> Any:
        """Set a member; return what it was."""
        before = self.get(name)
        self._members[name] = from_velocity(value)
        return before

    def containsKey(self, name: str) -> bool:  # noqa: N802 - Java's name
        """Return whether there is such a member."""
        return name in self._members

    def keySet(self) -> list[str]:  # noqa: N802 - Java's name
        """Return the members' names in order."""
        return list(self._members)

    def entrySet(self) -> list[dict[str, Any]]:  # noqa: N802 - Java's name
        """Return each member as ``key`` and ``value``."""
        return [{"key": name, "value": to_velocity(value)} for name, value in self._members.items()]

    def values(self) -> list[Any]:
        """Return the members' values in order."""
        return list(self)

    def size(self) -> int:
        """Return how many members there are."""
        return len(self)

    def isEmpty(self) -> bool:  # noqa: N802 - Java's name
        """Return whether there are none."""
        return not self._members

    def toString(self) -> str:  # noqa: N802 - Java's name
        """Return the rendered object."""
        return str(self)


class JsonList:
    """A JSON array; renders as compact JSON."""

    __slots__ = ("_items",)

    def __init__(self, items: list[Any]) -> None:
        self._items = items

    def __getitem__(self, index: int) -> Any:
        if not isinstance(index, int):
            raise KeyError(index)
        return to_velocity(self._items[index]) if -1 < index < len(self._items) else ABSENT

    def __iter__(self) -> Iterator[Any]:
        return map(to_velocity, self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JsonList) and self._items == other._items

    def __hash__(self) -> int:
        return id(self)

    def __str__(self) -> str:
        return write_json(self._items).decode()

    def plain(self) -> list[Any]:
        """Return the array as Python has it."""
        return self._items

    def get(self, index: int) -> Any:
        """Return an item, absent if there is none."""
        return self[index]

    def add(self, value: Any) -> bool:
        """Append an item."""
        self._items.append(from_velocity(value))
        return True

    def contains(self, value: Any) -> bool:
        """Return whether an item equals the value."""
        return from_velocity(value) in self._items

    def size(self) -> int:
        """Return how many items there are."""
        return len(self)

    def isEmpty(self) -> bool:  # noqa: N802 - Java's name
        """Return whether there are none."""
        return not self._items

    def toString(self) -> str:  # noqa: N802 - Java's name
        """Return the rendered array."""
        return str(self)


def to_velocity(value: Any) -> Any:
    """Return a JSON value as templates see it."""
    if isinstance(value, dict):
        return JsonMap(value)
    if isinstance(value, list):
        return JsonList(value)
    return ABSENT if value is None else value


def from_velocity(value: Any) -> Any:
    """Return a template's value as a JSON value."""
    if isinstance(value, (JsonMap, JsonList)):
        return value.plain()
    return None if isinstance(value, Absent) else value


def as_text(value: Any) -> str:
    """Return a value as a template writes it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _inner(value: Any) -> str:
    return "null" if value is None else as_text(to_velocity(value))
