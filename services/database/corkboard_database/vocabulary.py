"""The words that all text is made of: ours from ``vocabulary.toml``, names and other languages from Faker."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from itertools import accumulate

LANGUAGES = ("fr_FR", "de_DE", "es_ES", "pl_PL", "ru_RU", "el_GR", "ja_JP", "zh_CN", "ar_AA")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and phrases, each list in a fixed order.

    Attributes:
        phrases: Lists by section and name, such as ``phrases["title"]["tails"]``.
        subjects: What a category's pins are about, by category.
        foreign: Words of other languages, one list a language.
    """

    phrases: dict[str, dict[str, list[str]]]
    subjects: dict[str, list[str]]
    foreign: list[list[str]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Values in alphabetical order, each with the share of draws that come up to it."""

    values: list[str]
    shares: list[float]


@cache
def vocabulary() -> Vocabulary:
    """Return all words, read once."""
    content = tomllib.loads((resources.files(__package__) / "vocabulary.toml").read_text(encoding="utf-8"))
    categories = content.pop("categories")
    subjects = {name: table["subjects"] for name, table in categories.items()}
    return Vocabulary(content, subjects, [_foreign_words(language) for language in LANGUAGES])


def _foreign_words(language: str) -> list[str]:
    words = import_module(f"faker.providers.lorem.{language}").Provider.word_list
    return [word for word in words if not word.isascii()]


@cache
def first_names() -> Ranked:
    """Return the English first names with Faker's weights."""
    return _ranked(import_module("faker.providers.person.en_US").Provider.first_names)


@cache
def last_names() -> Ranked:
    """Return the English last names with Faker's weights."""
    return _ranked(import_module("faker.providers.person.en_US").Provider.last_names)


@cache
def countries() -> list[str]:
    """Return the countries in alphabetical order; two of Faker's occur twice and are twice as likely."""
    return sorted(import_module("faker.providers.address.en").Provider.countries)


def _ranked(weights: dict[str, float]) -> Ranked:
    values = sorted(weights)
    total = math.fsum(weights.values())
    return Ranked(values, list(accumulate(weights[value] / total for value in values)))
