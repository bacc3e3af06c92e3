"""Mirrors of a bucket in memory."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from memory_bucket import Mirrored


@pytest.fixture
def mirrored(tmp_path):
    """A mirror of an empty bucket."""
    return Mirrored(tmp_path)
