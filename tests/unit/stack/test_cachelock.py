"""The lock of the shared cache: one setup at a time, and the other knows for whom it waits."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from corkboard.errors import WaitTimeoutError
from corkboard.stack import cachelock

HOLD = """
import sys
from pathlib import Path
from corkboard.stack import cachelock
with cachelock.held(Path(sys.argv[1]), tell=print):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    """Return another process that holds the lock; it lets go when its input ends."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.wait()


def test_a_second_setup_names_the_first_and_gives_up_in_the_end(other, tmp_path):
    """Nobody waits for ever, or without being told for whom."""
    told = []

    with (
        pytest.raises(WaitTimeoutError, match=rf"process {other.pid}, since") as caught,
        cachelock.held(tmp_path, tell=told.append, wait_s=0.3),
    ):
        pytest.fail("two setups hold the cache")

    assert len(told) == 1
    assert f"process {other.pid}" in told[0]
    assert caught.value.exit_code == 4


def test_it_goes_on_when_the_first_has_ended(other, tmp_path):
    """The wait ends with the other setup, not with the time limit."""
    threading.Timer(0.5, other.stdin.close).start()

    with cachelock.held(tmp_path, tell=lambda _: None, wait_s=30):
        assert other.wait(10) == 0


def test_a_killed_setup_leaves_no_lock(other, tmp_path):
    """The lock is the operating system's: nothing is to be removed by hand."""
    other.kill()
    other.wait()
    told = []

    with cachelock.held(tmp_path, tell=told.append, wait_s=5):
        assert told == []
