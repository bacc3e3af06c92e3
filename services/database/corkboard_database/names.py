"""Posters' names as the site shows them: a made-up brand, a person, a place, or a name with a motto."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from corkboard_database.draws import SILVER, scatter, spread, whole_quantiles
from corkboard_database.vocabulary import first_names, last_names, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvz" for vowel in "aeiou"]
BRAND_BITS = 25  # four syllables tell 85 ** 4 brands apart
PERSON_BITS = 19  # fewer than the pairs of Faker's first and last names
BRANDS, EXOTICS, MOTTOES, PLACES = 0.13, 0.15, 0.31, 0.74
BRANDED_MOTTOES = 0.5
BLANK_BEFORE, BLANK_AFTER = 0.004, 0.018
MOTTO_LENGTHS = whole_quantiles([(0.0, 30), (0.4, 52), (0.9, 110), (0.99, 180), (1.0, 268)])


class Names:
    """Names for a number of posters, no two alike.

    Each holds the poster's number, spelt in syllables or as a first and a last name.
    """

    def __init__(self, posters: int, salt: int) -> None:
        self._person_bits = max(PERSON_BITS, posters.bit_length())
        self._salt = salt
        self._words = vocabulary().phrases["poster"]

    def name(self, number: int, fractions: Sequence[float]) -> str:
        """Return a poster's name, made from its number and five draws in [0, 1)."""
        name = self._styled(number, fractions)
        if fractions[4] < BLANK_BEFORE:
            return f" {name}"
        return f"{name} " if fractions[4] < BLANK_AFTER else name

    def _styled(self, number: int, fractions: Sequence[float]) -> str:
        style = spread(number, SILVER, self._salt / 2**32)
        if style < BRANDS:
            return self._brand(number)
        if style < EXOTICS:
            return f"{_pick(self._words['exotic'], fractions[0])} {self._brand(number)}"
        if style < MOTTOES:
            base = self._brand(number) if fractions[0] < BRANDED_MOTTOES else self._person(number)
            return f"{base} | {_motto(len(base) + 3, fractions[1:])}"
        if style < PLACES:
            return f"{self._brand(number)} {_pick(self._words['places'], fractions[0])}"
        return self._person(number)

    def _brand(self, number: int) -> str:
        """Return four syllables, such as ``Tavokire``."""
        rest = scatter(number, BRAND_BITS, self._salt)
        syllables = []
        for _ in range(4):
            rest, digit = divmod(rest, len(SYLLABLES))
            syllables.append(SYLLABLES[digit])
        return "".join(syllables).capitalize()

    def _person(self, number: int) -> str:
        """Return a first and a last name, with a numeral between them once all pairs are used."""
        firsts, lasts = first_names().values, last_names().values
        rest, first = divmod(scatter(number, self._person_bits, self._salt), len(firsts))
        numeral, last = divmod(rest, len(lasts))
        return f"{firsts[first]} {f'{numeral + 1} ' if numeral else ''}{lasts[last]}"


def _motto(used: int, fractions: Sequence[float]) -> str:
    """Return topics that bring a name of ``used`` characters to a drawn length."""
    topics = vocabulary().phrases["shared"]["topics"]
    room = _pick(MOTTO_LENGTHS, fractions[0]) - used
    position, step = int(fractions[1] * len(topics)), 1 + 2 * int(fractions[2] * 4)
    motto = topics[position]
    while len(motto) < room:
        position = (position + step) % len(topics)
        motto += f", {topics[position]}"
    return motto[: max(room, 1)].rstrip(" ,")


def _pick(values: Sequence[T], fraction: float) -> T:
    return values[int(fraction * len(values))]
