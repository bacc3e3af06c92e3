"""Draws that come out the same everywhere: seeded streams, numbers made from a number, quantile tables.

Of Python's generator only ``random``, ``getrandbits``, ``randrange``, ``sample`` and ``shuffle`` are used;
a committed digest proves that they give the same values in every supported Python. Fractions are added up
with ``math.fsum``, because ``sum`` rounds differently since Python 3.12.
"""

from __future__ import annotations

import hashlib
import math
import random
import struct
from bisect import bisect_right
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
GOLDEN = 0.6180339887498949
SILVER = 0.4142135623730951
_UNPACK = struct.Struct(">16I").unpack
_MULTIPLIERS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)


def stream(seed: int, purpose: str) -> random.Random:
    """Return a generator of its own for one purpose of one seed."""
    return random.Random(f"{seed}/{purpose}")  # noqa: S311 - generated data, not a secret


def one_of(rng: random.Random, values: Sequence[T]) -> T:
    """Return one of ``values``; three times as fast as ``choice``."""
    return values[int(rng.random() * len(values))]


def fractions(seed: int, number: int) -> list[float]:
    """Return 16 numbers in [0, 1) that depend on ``seed`` and ``number`` alone."""
    digest = hashlib.blake2b(f"{seed}/{number}".encode(), digest_size=64).digest()
    return [value / 2**32 for value in _UNPACK(digest)]


def lowest(fraction: float, draws: int) -> float:
    """Return the smallest of ``draws`` uniform draws, made from one."""
    return 1.0 - math.pow(1.0 - fraction, 1.0 / draws)


def spread(number: int, step: float, offset: float) -> float:
    """Return a fraction; neighbouring numbers get distant ones, and any run of them fills [0, 1) evenly."""
    return (number * step + offset) % 1.0


def scatter(number: int, bits: int, salt: int) -> int:
    """Return another number below ``2 ** bits``; no two numbers below that give the same."""
    mask = (1 << bits) - 1
    mixed = (number ^ salt) & mask
    for multiplier in _MULTIPLIERS:
        mixed = mixed * multiplier & mask
        mixed ^= mixed >> (bits // 2)
    return mixed


def interpolate(points: Sequence[tuple[float, float]], at: float) -> float:
    """Return the height at ``at`` of the line through ``points``, which are sorted and cover it."""
    right = min(bisect_right(points, (at, math.inf)), len(points) - 1)
    (left_at, left), (right_at, height) = points[right - 1], points[right]
    return left + (height - left) * (at - left_at) / (right_at - left_at)


def whole_quantiles(points: Sequence[tuple[float, float]], size: int = 1000) -> list[int]:
    """Return ``size`` evenly spaced quantiles, rounded, the first and the last included."""
    return [round(interpolate(points, index / (size - 1))) for index in range(size)]
