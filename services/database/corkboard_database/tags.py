"""Tag lists of pins in one category: nine tags, of which a short one seldom stands beside a long one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from corkboard_database.draws import one_of, whole_quantiles

if TYPE_CHECKING:
    from random import Random

    from corkboard_database.vocabulary import Vocabulary

TAGS = 9
COMMAS = TAGS - 1
LENGTHS = whole_quantiles([(0.0, 100), (0.1, 125), (0.5, 171), (0.9, 222), (1.0, 240)])
SHORTEST, LONGEST = 9, 26
WINDOW = 60
FIRST_HALF = 4


class Tags:
    """Draws tag lists of a drawn length."""

    def __init__(self, rng: Random, words: Vocabulary, category: str) -> None:
        self._rng = rng
        tags = _tags(words, category)
        self._windows = {length: _window(rng, tags, length) for length in range(SHORTEST, LONGEST + 1)}

    def draw(self) -> str:
        """Return nine different tags joined by commas."""
        rng = self._rng
        mean = (one_of(rng, LENGTHS) - COMMAS + TAGS // 2) // TAGS
        window = self._windows[mean]
        half = len(window) // 2
        first = int(rng.random() * (half - FIRST_HALF))
        second = half + int(rng.random() * (half - TAGS + FIRST_HALF))
        return ",".join(window[first : first + FIRST_HALF] + window[second : second + TAGS - FIRST_HALF])


def _tags(words: Vocabulary, category: str) -> list[str]:
    """Return a category's tags, the shortest first."""
    subjects, shared = words.subjects[category], words.phrases["shared"]
    endings = words.phrases["tag"]["endings"]
    tags = [subject.title() for subject in subjects] + shared["topics"]
    tags += [f"{subject.title()} {ending}" for subject in subjects for ending in endings]
    tags += [f"{adjective} {subject}".title() for adjective in shared["adjectives"] for subject in subjects]
    return sorted(dict.fromkeys(tag for tag in tags if len(tag) <= LONGEST), key=lambda tag: (len(tag), tag))


def _window(rng: Random, tags: list[str], length: int) -> list[str]:
    """Return ``WINDOW`` tags of about ``length`` characters in random order."""
    middle = (bisect_left(tags, length, key=len) + bisect_right(tags, length, key=len)) // 2
    first = min(max(0, middle - WINDOW // 2), len(tags) - WINDOW)
    window = tags[first : first + WINDOW]
    rng.shuffle(window)
    return window
