"""Texts sorted by their length, so that a text of a wanted length can be put together at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random


class Shelves:
    """Texts by length; an empty shelf borrows the next shorter one's texts."""

    def __init__(self, texts: Iterable[str], longest: int) -> None:
        by_length: dict[int, list[str]] = {}
        for text in dict.fromkeys(texts):
            by_length.setdefault(len(text), []).append(text)
        shelf = by_length[min(by_length)]
        self._shelves = [shelf := by_length.get(length, shelf) for length in range(longest + 1)]

    def fit(self, rng: Random, length: int) -> str:
        """Return a text of ``length`` characters, or of the nearest shorter length there is."""
        shelf = self._shelves[min(length, len(self._shelves) - 1)]
        return shelf[int(rng.random() * len(shelf))]


def chains(rng: Random, texts: Sequence[str], count: int, most: int) -> list[str]:
    """Return the texts, and ``count`` chains of 2, 3 and up to ``most`` different ones."""
    chained = list(texts)
    for size in range(2, most + 1):
        chained += ["".join(rng.sample(texts, size)) for _ in range(count)]
    return chained
