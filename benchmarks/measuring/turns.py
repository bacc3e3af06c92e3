"""Who comes first: another contender each round, since the first may find a quieter machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def turn(names: Iterable[str], number: int) -> list[str]:
    """Return the contenders in the order of a round."""
    order = list(names)
    first = number % len(order)
    return order[first:] + order[:first]
