"""Who shares something costly is one worker's; everything else goes by file."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("xdist")
from scheduling import TOGETHER, group

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("rooms", TOGETHER)
def test_rooms_that_share_something_are_one_group(rooms):
    """All their files, which are there."""
    files = [str(file.relative_to(ROOT)) for room in rooms for file in (ROOT / room).glob("test_*.py")]

    assert len(files) > 1
    assert len({group(file) for file in files}) == 1


def test_any_other_file_is_a_group_of_its_own():
    """Also in one room."""
    files = ["tests/unit/jobs/test_plan.py", "tests/unit/jobs/test_store.py"]

    assert [group(file) for file in files] == files
