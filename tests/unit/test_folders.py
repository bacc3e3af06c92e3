"""Removing folders."""

from __future__ import annotations

import os

import pytest

from corkboard.errors import CorkboardError
from corkboard.folders import remove_folder


def test_a_folder_that_cannot_be_removed_is_named(tmp_path):
    """One that is not there is fine."""
    remove_folder(tmp_path / "absent")
    held = tmp_path / "ledger"
    held.symlink_to(tmp_path)  # what rmtree refuses, also for root

    with pytest.raises(CorkboardError, match="ledger was not removed") as caught:
        remove_folder(held)

    assert os.fspath(held) in caught.value.message
