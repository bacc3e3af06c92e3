"""Titles of pins in one category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_database.draws import one_of, whole_quantiles
from corkboard_database.fitting import Shelves, chains

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from corkboard_database.vocabulary import Vocabulary

LONGEST = 199
LENGTHS = whole_quantiles(
    [(0.0, 14), (0.1, 22), (0.5, 50), (0.9, 80), (0.99, 115), (0.999, 180), (1.0, LONGEST)]
)
# What is odd about a title, by cumulative share; the rest is plain.
EMPTY, NEWLINE, QUOTED, EMOJI, FOREIGN, ACCENTED, MARKED = 0.001, 0.0025, 0.0115, 0.0215, 0.04, 0.06, 0.11
REPINNED = 0.012
REMEMBERED = 256


def title_tails(rng: Random, words: Vocabulary) -> Shelves:
    """Return the ends of titles, which all categories share."""
    return Shelves(chains(rng, words.phrases["title"]["tails"], count=500, most=8), LONGEST)


class Titles:
    """Draws titles; one in eighty is that of an earlier pin, which somebody pinned again."""

    def __init__(self, rng: Random, words: Vocabulary, category: str, tails: Shelves) -> None:
        self._rng = rng
        self._tails = tails
        self._shared = words.phrases["shared"]
        self._foreign = words.foreign
        self._subjects = [subject.title() for subject in words.subjects[category]]
        self._adjectives = [adjective.title() for adjective in self._shared["adjectives"]]
        self._prefixes = words.phrases["title"]["prefixes"]
        self._heads = Shelves(self._short_titles(), longest=40)
        self._earlier: list[str] = []

    def _short_titles(self) -> Iterator[str]:
        for subject in self._subjects:
            yield subject
            yield from (f"{adjective} {subject}" for adjective in self._adjectives)
            yield from (f"{subject} No. {number}" for number in range(2, 60))
            yield from (f"{subject} | {topic}" for topic in self._shared["topics"])

    def draw(self) -> str:
        """Return a title."""
        rng = self._rng
        if rng.random() < REPINNED and self._earlier:
            return one_of(rng, self._earlier)
        title = self._odd(self._plain())
        if len(self._earlier) < REMEMBERED:
            self._earlier.append(title)
        else:
            self._earlier[int(rng.random() * REMEMBERED)] = title
        return title

    def _plain(self) -> str:
        rng = self._rng
        length = one_of(rng, LENGTHS)
        prefix = one_of(rng, self._prefixes)
        if "{" in prefix:
            prefix = prefix.replace("{number}", str(3 + int(rng.random() * 98)))
        head = f"{prefix}{one_of(rng, self._adjectives)} {one_of(rng, self._subjects)}"
        if len(head) > length:
            return self._heads.fit(rng, length)
        missing = length - len(head)
        return head + self._tails.fit(rng, missing) if missing >= 4 else head  # noqa: PLR2004 - the shortest tail

    def _odd(self, title: str) -> str:
        """Return the title with the dirt that titles have, drawn once."""
        rng = self._rng
        draw = rng.random()
        if draw >= MARKED:
            return title
        if draw < QUOTED:
            return _awkward(title, draw)
        if draw < EMOJI:
            return f"{title} {one_of(rng, self._shared['emoji'])}"[-LONGEST:]
        if draw < FOREIGN:
            return foreign_text(rng, self._foreign, len(title))
        if draw < ACCENTED:
            return f"{one_of(rng, self._shared['accented'])} {title}"[:LONGEST]
        return title.replace(" ", one_of(rng, self._shared["marks"]), 1)[:LONGEST]


def _awkward(title: str, draw: float) -> str:
    """Return a title that breaks careless code: empty, in two lines, or in quotes."""
    if draw < EMPTY:
        return ""
    return title.replace(" ", "\n", 1) if draw < NEWLINE else f'"{title[: LONGEST - 2]}"'


def foreign_text(rng: Random, languages: list[list[str]], length: int) -> str:
    """Return about ``length`` characters of words in one other language."""
    words = one_of(rng, languages)
    text = one_of(rng, words).capitalize()
    while len(text) + 5 < length:  # a word and its blank
        text += f" {one_of(rng, words)}"
    return text[: max(length, 1)].rstrip()
