"""Gives each key a small number, so that arrays can stand for dictionaries."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SPARSE = 16


class KeyIndex:
    """Numbers distinct keys from 0 in ascending order of key.

    Keys are row numbers as a rule: then a key's number is its distance from the smallest, and unused
    numbers in between cost a byte or nine. Keys far apart are numbered by a dictionary instead.
    """

    def __init__(self, keys: Sequence[Sequence[int]]) -> None:
        filled = [part for part in keys if len(part)]
        self._lowest = min(map(min, filled), default=0)
        span = max(map(max, filled), default=-1) - self._lowest + 1
        dense = span <= SPARSE * sum(map(len, filled)) + 65_536
        distinct = [] if dense else sorted({key for part in filled for key in part})
        self._numbers = None if dense else {key: number for number, key in enumerate(distinct)}
        self._sparse_keys = array("q", distinct)
        self._size = span if dense else len(distinct)

    def __len__(self) -> int:
        return self._size

    def number(self, key: int) -> int | None:
        """Return a key's number, or none when it is certainly not among the keys."""
        if self._numbers is not None:
            return self._numbers.get(key)
        number = key - self._lowest
        return number if 0 <= number < self._size else None

    def key(self, number: int) -> int:
        """Return the key that has this number."""
        return self._lowest + number if self._numbers is None else self._sparse_keys[number]


def runs_of(keys: Iterable[int], longest: int) -> Iterator[list[int]]:
    """Yield ascending keys in lists that are short, and dense enough to be read as one range."""
    run: list[int] = []
    for key in keys:
        if run and (len(run) == longest or key - run[-1] > SPARSE):
            yield run
            run = []
        run.append(key)
    if run:
        yield run
