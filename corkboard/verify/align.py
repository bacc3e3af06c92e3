"""Pairs the lines of an object with the records that it should hold."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Pair = tuple[int | None, int, bool]


def align(expected: Sequence[int], got: Sequence[int]) -> Iterator[Pair]:
    """Yield each line once: its record's position or none, its own position, and whether they are equal.

    A line removed or put in shifts what follows; it does not make all of it look changed.

    Args:
        expected: The records' digests from the object's first offset on, perhaps more than it holds.
        got: The lines' digests.
    """
    same = _common_start(expected, got)
    yield from ((at, at, True) for at in range(same))
    matcher = SequenceMatcher(None, expected[same:], got[same:], autojunk=False)
    for operation, left, left_end, right, right_end in matcher.get_opcodes():
        for step in range(right_end - right):
            record = left + step if left + step < left_end else None
            position = None if record is None else same + record
            yield position, same + right + step, operation == "equal"


def _common_start(expected: Sequence[int], got: Sequence[int]) -> int:
    both = zip(expected, got, strict=False)
    return next((at for at, (left, right) in enumerate(both) if left != right), min(len(expected), len(got)))
