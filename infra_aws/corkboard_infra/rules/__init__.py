"""What every template must keep to: the traps that no tool sees, each as one rule.

A rule takes a deployment's templates by their stacks and yields one sentence a fault.
``plan`` shows that they hold, ``synth`` refuses where one does not, and the tests break each on purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_infra.rules import gateway, kafka, lifetime, offered, privacy, rights, zones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corkboard_infra.rules.reading import Templates

    Rule = Callable[[Templates], Iterator[str]]

RULES: tuple[Rule, ...] = tuple(
    rule for room in (gateway, kafka, lifetime, offered, privacy, rights, zones) for rule in room.RULES
)


def name(rule: Rule) -> str:
    """Return a rule as words, such as ``gateway: every integration is complete``."""
    room = rule.__module__.rsplit(".", 1)[1]
    return f"{room}: {rule.__name__.replace('_', ' ')}"


def faults(templates: Templates) -> list[str]:
    """Return every fault of a deployment with its rule's name; none for one that may be made."""
    return [f"{name(rule)}: {fault}" for rule in RULES for fault in rule(templates)]
