"""Descriptions of pins in one category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_database.draws import one_of, whole_quantiles
from corkboard_database.fitting import Shelves, chains
from corkboard_database.titles import foreign_text

if TYPE_CHECKING:
    from random import Random

    from corkboard_database.vocabulary import Vocabulary

LONGEST = 180
LENGTHS = whole_quantiles([(0.0, 12), (0.03, 37), (0.79, 149), (1.0, LONGEST)])
# Of the rows with a text, nine in ten: 38 % of all rows are cut by the site, 37 % end in its blank.
CUT = 0.419
CUT_LENGTH = 179
ELLIPSIS, BLANK = "…", "\N{NO-BREAK SPACE}"
WITHOUT_BLANK = 0.026
UNTITLED = 0.0005
FOREIGN, EMOJI, ACCENTED = 0.02, 0.07, 0.12
SENTENCES = 400


def description_closers(rng: Random, words: Vocabulary) -> Shelves:
    """Return the ends of descriptions, which all categories share."""
    return Shelves(chains(rng, words.phrases["description"]["closers"], count=300, most=7), LONGEST)


class Descriptions:
    """Draws descriptions: a few sentences and a closer, or more sentences than the site shows."""

    def __init__(self, rng: Random, words: Vocabulary, category: str, closers: Shelves) -> None:
        self._rng = rng
        self._closers = closers
        self._shared = words.phrases["shared"]
        self._foreign = words.foreign
        self._subjects = words.subjects[category]
        templates = words.phrases["description"]["sentences"]
        self._sentences = [self._filled(template) for template in templates * (SENTENCES // len(templates))]
        short = (
            f"{adjective} {subject}".capitalize()
            for adjective in self._shared["adjectives"]
            for subject in self._subjects
        )
        self._whole = Shelves([*self._sentences, *short], longest=LONGEST)

    def _filled(self, template: str) -> str:
        rng = self._rng
        parts = template.replace("{number}", str(2 + int(rng.random() * 30)))
        for slot, values in (("{adjective}", self._shared["adjectives"]), ("{subject}", self._subjects)):
            while slot in parts:
                parts = parts.replace(slot, one_of(rng, values), 1)
        return parts

    def draw(self) -> str:
        """Return a description of at most 180 characters."""
        draw = self._rng.random()
        if draw < CUT:
            return self._cut()
        if draw < CUT + UNTITLED:
            return "Untitled"
        return self._odd(one_of(self._rng, LENGTHS))

    def _cut(self) -> str:
        rng = self._rng
        end = ELLIPSIS if rng.random() < WITHOUT_BLANK else ELLIPSIS + BLANK
        text = one_of(rng, self._sentences)
        while len(text) < CUT_LENGTH:
            text += f" {one_of(rng, self._sentences)}"
        return text[: CUT_LENGTH - len(end)] + end

    def _plain(self, length: int) -> str:
        rng = self._rng
        text = one_of(rng, self._sentences)
        if len(text) > length:
            return self._whole.fit(rng, length)
        while len(longer := f"{text} {one_of(rng, self._sentences)}") <= length:
            text = longer
        missing = length - len(text)
        return text + self._closers.fit(rng, missing) if missing > 4 else text  # noqa: PLR2004 - the shortest closer

    def _odd(self, length: int) -> str:
        """Return a text of about ``length`` characters, one in eight not in plain ASCII."""
        rng = self._rng
        draw = rng.random()
        if draw < FOREIGN:
            return foreign_text(rng, self._foreign, length)
        text = self._plain(length)
        if draw < EMOJI:
            return f"{text[: LONGEST - 3]} {one_of(rng, self._shared['emoji'])}"
        if draw < ACCENTED:
            return f"{one_of(rng, self._shared['accented'])}: {text}"[:LONGEST]
        return text
