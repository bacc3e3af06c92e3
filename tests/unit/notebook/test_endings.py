"""Streams behind the last cell: whether they have read what there is."""

from types import SimpleNamespace

import pytest

from corkboard_databricks.notebook import endings


def stream(*, has_more, is_active=True):
    """A stream as Spark tells of it."""
    status = {"isDataAvailable": has_more, "isTriggerActive": True}
    return SimpleNamespace(isActive=is_active, lastProgress={"batchId": 0}, status=status)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """No waiting for more than what is said."""
    monkeypatch.setattr(endings, "SETTLED_S", 0.0)


def test_streams_that_have_read_all_are_not_waited_for():
    """Nor those that have ended."""
    queries = [stream(has_more=False), stream(has_more=True, is_active=False)]

    assert endings.await_queries(queries, limit_s=60)


def test_streams_with_more_to_read_when_their_time_is_over_are_told():
    """Whoever asked can be told that something is missing."""
    assert not endings.await_queries([stream(has_more=False), stream(has_more=True)], limit_s=0.01)
