"""A disk that fills up in mid-post ends the run in a sentence; with room again, it is resumed."""

from __future__ import annotations

import subprocess
import sys

import disks
import pytest
from explaining import explained

from corkboard import ledger
from corkboard import settings as settings_module

ROWS = 2000


@pytest.fixture
def small_disk(mine):
    """A file system of 256 KB for the ledger."""
    with disks.small_disk(mine.ledger_dir, "256k") as place:
        yield place


def test_a_full_disk_in_mid_post_is_told_and_the_run_is_resumed(mine, small_disk, post, landed):
    """What was acknowledged before is not posted again, and nothing is missing in the end."""
    environ = settings_module.child_environment(mine) | {"CORKBOARD_PREFIX": mine.prefix}
    command = [sys.executable, "-m", "corkboard_emulator", "--rows", str(ROWS)]

    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)
    subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
    run = next(small_disk.glob("*.jsonl")).stem
    outcome = post(resume=run)

    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "then resume the run" in done.stderr
    assert "Traceback" not in done.stderr
    assert outcome.summary.acked == 3 * ROWS
    assert explained(list(ledger.read(mine.ledger_dir, run)), landed())
