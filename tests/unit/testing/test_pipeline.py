"""What a pipeline for tests refuses before anything starts."""

from __future__ import annotations

import pytest

from corkboard.errors import UsageError
from corkboard.testing.pipeline import Pipeline


def test_addresses_in_the_environment_are_refused_before_anything_is_emptied(tmp_path, monkeypatch):
    """They may be those of a stack with data."""
    monkeypatch.setenv("CORKBOARD_AWS__ENDPOINT_URL", "http://127.0.0.1:9")

    with pytest.raises(UsageError, match="settings of aws"):
        Pipeline(tmp_path, name="pytest-main").up()
