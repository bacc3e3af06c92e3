"""Which stand-ins start, and what is said when one does not."""

from __future__ import annotations

import pytest

from corkboard.errors import UsageError
from corkboard.stack.component import Component
from corkboard.stack.startup import with_needs


def _component(name: str, *needs: str) -> Component:
    return Component(name, "", "", ("true",), "", lambda: "", needs=needs)


COMPONENTS = [_component("mysql"), _component("kafka"), _component("connect", "kafka")]


def test_all_are_wanted_by_default():
    """Naming none means all."""
    assert [one.name for one in with_needs(COMPONENTS, ())] == ["mysql", "kafka", "connect"]


def test_what_a_wanted_one_needs_comes_along():
    """Connect is of no use without Kafka."""
    assert [one.name for one in with_needs(COMPONENTS, ("connect",))] == ["kafka", "connect"]


def test_an_unknown_name_is_a_usage_error_that_lists_the_known():
    """The person sees what can be said."""
    with pytest.raises(UsageError, match="mysql, kafka, connect"):
        with_needs(COMPONENTS, ("oracle",))
