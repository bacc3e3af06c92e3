"""Loads that are killed, watched or run twice at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from corkboard_database.load import load
from corkboard_database.plan import STAGED, TABLES, Mark

DEADLINE_S = 60
COMMAND = [sys.executable, "-m", "corkboard_database", "seed"]


def _environment(own):
    return {**os.environ, **own.overrides()}


def _wait_until_rows_arrive(own, process):
    """Return once the staged pin table holds rows."""
    until = time.monotonic() + DEADLINE_S
    while time.monotonic() < until and process.poll() is None:
        found = own.run("select 1 from information_schema.tables where table_schema = :name")
        if len(found) >= 3 and own.count(TABLES[0] + STAGED):
            return
    pytest.fail(f"no rows within {DEADLINE_S} s; the load ended with {process.poll()}")


def test_a_load_that_was_killed_is_made_good_by_the_next(database):
    """The torn one shows no table to readers; the next leaves three whole ones and nothing else."""
    own = database()
    with subprocess.Popen([*COMMAND, "--quiet", "--rows", "60000"], env=_environment(own)) as process:
        _wait_until_rows_arrive(own, process)
        process.kill()
    assert not set(own.tables()) & set(TABLES)

    load(own.settings, Mark(rows=5000, seed=100))

    assert own.tables() == sorted(TABLES)
    assert [own.count(table) for table in TABLES] == [5000] * 3


def test_a_load_that_was_killed_after_the_swap_is_tidied_up(database):
    """The tables are whole and stay; the old ones, which it had put aside, go."""
    own = database()
    load(own.settings, Mark(rows=1000, seed=1))
    own.run(
        "create table {}.{} comment = 'corkboard seed=0 rows=0 generator=1' select 1 as a", TABLES[0] + STAGED
    )

    assert not load(own.settings, Mark(rows=1000, seed=1)).loaded
    assert own.tables() == sorted(TABLES)


def test_keeping_tables_touches_nothing_of_somebody_else(database):
    """Not even one with a staged table's name."""
    own = database()
    load(own.settings, Mark(rows=1000, seed=1))
    own.run("create table {}.{} (mine int)", TABLES[1] + STAGED)

    kept = load(own.settings, Mark(rows=2000, seed=2), existing="keep")

    assert (kept.loaded, kept.rows, kept.seed) == (False, 1000, 1)
    assert TABLES[1] + STAGED in own.tables()


def test_readers_see_the_old_tables_until_the_new_ones_are_whole(database):
    """Another data set takes the place of the first in one step."""
    own = database()
    load(own.settings, Mark(rows=1000, seed=1))
    seen = []
    load(own.settings, Mark(rows=6000, seed=2), report=lambda _: seen.append(own.count(TABLES[0])))

    assert seen == [1000] * 3
    assert own.count(TABLES[0]) == 6000
    assert own.tables() == sorted(TABLES)


def test_of_two_loads_at_once_one_works_and_the_other_waits(database):
    """The second finds everything done."""
    own = database()
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda _: load(own.settings, Mark(rows=3000, seed=1)), range(2)))

    assert sorted(outcome.loaded for outcome in outcomes) == [False, True]
    assert [own.count(table) for table in TABLES] == [3000] * 3


def test_the_command_says_what_it_did(database):
    """As JSON on standard output, events on standard error; refused with its own exit code."""
    own = database()
    command = [*COMMAND, "--rows", "500", "--seed", "3", "--json"]
    done = subprocess.run(
        command, env=_environment(own), capture_output=True, text=True, timeout=60, check=True
    )
    outcome = json.loads(done.stdout)
    own.run("alter table {}.user_data comment = 'mine now'")
    again = subprocess.run(
        command, env=_environment(own), capture_output=True, text=True, timeout=60, check=False
    )

    assert outcome.pop("seconds") > 0
    assert outcome == {"database": own.name, "rows": 500, "seed": 3, "loaded": True}
    assert again.returncode == 5
    assert "user_data" in again.stderr
