"""Runs that stop and go on: by Ctrl-C, by a SIGKILL, by a server that was away."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from corkboard import ledger
from corkboard.errors import UnavailableError, UsageError

PROGRAM = Path(__file__).with_name("posting_process.py")


def test_ctrl_c_finishes_what_is_in_flight_and_says_how_to_go_on(play, gateway, faults, within_bounds):
    """Nothing is left open in the ledger, and the exit code is the shell's for Ctrl-C."""
    gateway.script.extend([*[faults.well] * 50, faults.interrupt()])

    played = play(rows=1000, in_flight=4)

    assert played.outcome.exit_code == 128 + signal.SIGINT
    assert not played.outcome.summary.complete
    assert all(copies.at_least == copies.at_most for copies in ledger.copies(played.entries).values())
    assert within_bounds(played.entries)


def test_ctrl_c_does_not_wait_for_a_gateway_that_is_away(play, gateway, faults):
    """A failed post is not tried again after it; its fate stays unknown in the ledger."""
    gateway.script.append(faults.interrupt(then=faults.status(503)))

    played = play(rows=1000, in_flight=1, patience_s=300)

    assert played.outcome.summary.unknown == 1
    assert played.outcome.exit_code == 130


def test_a_second_ctrl_c_leaves_at_once(play, gateway, faults, within_bounds):
    """Without the answers in flight; the ledger has them as sent."""
    gateway.script.append(faults.interrupt(then=faults.interrupt(then=faults.slow(60))))

    played = play(rows=1000, in_flight=1)

    assert played.outcome.exit_code == 130
    assert any(copies.at_least < copies.at_most for copies in ledger.copies(played.entries).values())
    assert within_bounds(played.entries)


def test_a_resumed_run_posts_the_rest_and_nothing_twice(play, gateway, faults, within_bounds):
    """After Ctrl-C each record is stored once, in course order too, where rows repeat."""
    gateway.script.extend([*[faults.well] * 100, faults.interrupt()])
    first = play(rows=300, order="course", in_flight=4)

    second = play(resume=first.run, in_flight=4)

    assert second.outcome.summary.complete
    assert second.outcome.exit_code == 0
    assert gateway.count() == 900
    assert within_bounds(second.entries)


def test_a_complete_run_has_nothing_to_resume(play, gateway):
    """Resuming it posts nothing and is no failure."""
    first = play(rows=5)

    second = play(resume=first.run)

    assert second.outcome.exit_code == 0
    assert gateway.count() == 15


def test_a_run_that_does_not_exist_cannot_be_resumed(play):
    """The message names it."""
    with pytest.raises(UsageError, match="no run 2020"):
        play(resume="2020")


@pytest.mark.parametrize("kills", [1, 3])
def test_a_run_that_is_killed_and_resumed_loses_nothing(play, gateway, tmp_path, within_bounds, kills):
    """SIGKILL at any moment: every double is explained by the ledger, and every record arrives."""
    run = ""
    for kill in range(1, kills + 1):
        run = asyncio.run(post_and_kill(gateway, tmp_path, run, stored=kill * 250))
        assert within_bounds(list(ledger.read(tmp_path / ".corkboard/default/ledger", run)))

    resumed = play(resume=run)

    assert resumed.outcome.summary.complete
    assert resumed.outcome.summary.acked == 1800
    assert 1800 <= gateway.count() <= 1800 + resumed.outcome.summary.unknown
    assert within_bounds(resumed.entries)


async def post_and_kill(gateway, home, run: str, *, stored: int) -> str:
    """Post 600 rows in a process of its own, kill it when so much is stored, and return its run."""
    async with gateway.serving():
        address = f"http://127.0.0.1:{gateway.port}"
        child = await asyncio.create_subprocess_exec(sys.executable, PROGRAM, home, address, "600", run)
        await gateway.has_stored(stored)
        child.kill()
        await child.wait()
    return ledger.runs(home / ".corkboard/default/ledger")[-1]


def test_a_database_that_is_away_is_waited_for(play, tables, gateway):
    """The page is read again, and nothing is missing."""
    tables.failures.extend([UnavailableError("gone", service="mysql")] * 3)

    played = play(rows=50)

    assert played.outcome.summary.complete
    assert gateway.count() == 150


def test_a_database_that_stays_away_ends_the_run_in_good_order(play, tables):
    """What was read before is posted, the ledger is closed, and the error is the server's."""
    tables.failures.extend([UnavailableError("MySQL gone", service="mysql")] * 1000)

    played = play(rows=50, patience_s=0.5)

    assert "MySQL gone" in str(played.outcome.error)
    assert played.outcome.exit_code == 1


def test_rows_are_read_a_page_at_a_time(play, tables, gateway):
    """However many there are."""
    play(rows=1200, batch_size=100)

    assert tables.biggest == 500
    assert gateway.count() == 3600
