"""Two stacks that were posted the same rows have the same clean tables; what differs is named."""

from __future__ import annotations

import json
import shutil

import pytest
from deltalake import DeltaTable

from corkboard import catalogue
from corkboard.cli.compare import compare
from corkboard.cli.globals import Globals
from corkboard.errors import UsageError, VerifyError

SIDES = ("local:one", "local:two")
TABLES = ("pins", "geos", "users")


@pytest.fixture
def pair(make_cleaned, tmp_path):
    """Return the folder of the stacks one and two, cleaned from the same rows."""
    for name in ("one", "two"):
        make_cleaned(tmp_path, name)
    return tmp_path


def tables(home, name, feed):
    """Return one stack's clean table."""
    return DeltaTable(str(home / ".corkboard" / name / "dbfs" / "user" / "hive" / "warehouse" / feed.clean))


def run(home, capsys, path="both", **options):
    """Return the exit code and the tables by name."""
    code = compare(Globals(home=home), SIDES, path=path, as_json=True, **options)
    data = json.loads(capsys.readouterr().out)["data"]
    return code, {one["table"]: one for one in data["tables"]}


def test_the_same_posts_are_the_same_rows(pair, capsys):
    """Twelve a table, and exit code 0; what neither target has is not compared."""
    code, found = run(pair, capsys)

    assert (code, tuple(found)) == (0, TABLES)
    assert {(tuple(one["rows"]), one["differing"]) for one in found.values()} == {((12, 12), 0)}


def test_differences_are_named_by_table_and_key(pair, capsys):
    """A changed value by its column, a row that only one has by that one, a doubled row by its number."""
    tables(pair, "two", catalogue.USER).update({"user_name": "'Nobody'"}, predicate="ind = 3")
    tables(pair, "two", catalogue.GEO).delete("ind = 5")
    tables(pair, "one", catalogue.PIN).delete("ind = 7")
    code, found = run(pair, capsys)
    first = {name: [(item["key"], item["detail"]) for item in one["first"]] for name, one in found.items()}

    assert code == 1
    assert first["users"][0][0] == 3
    assert first["users"][0][1].startswith("user_name is ")
    assert first["users"][0][1].endswith("'Nobody' in local:two")
    assert first["geos"] == [(5, "only in local:one")]
    assert first["pins"] == [(7, "only in local:two")]


def test_a_table_that_one_target_lacks_is_a_failure(pair, capsys):
    """With the command that makes it."""
    shutil.rmtree(pair / ".corkboard" / "two" / "dbfs" / "user" / "hive" / "warehouse" / "geos")
    code, found = run(pair, capsys)

    assert (code, found["geos"]["passed"], found["pins"]["passed"]) == (1, False, True)
    assert found["geos"]["problem"] == "local:two: there is no clean table geos: run 'corkboard batch'"


def test_nothing_to_compare_is_no_pass(pair):
    """Neither has the streaming job's tables."""
    with pytest.raises(VerifyError, match="neither local:one nor local:two"):
        compare(Globals(home=pair), SIDES, path="stream", as_json=True)


def test_a_target_with_itself_is_refused(pair):
    """It would always pass."""
    with pytest.raises(UsageError, match="with itself"):
        compare(Globals(home=pair), ("local", "local"), path="both", as_json=True)


def test_the_verb_prints_a_row_a_table(pair, corkboard):
    """As a person types it."""
    done = corkboard("verify", "--compare", *SIDES, home=pair, check=False)

    assert done.returncode == 0, done.stderr
    assert [line.split()[-1] for line in done.stdout.splitlines()[1:4]] == ["PASS"] * 3


def test_a_run_of_one_target_cannot_be_compared(pair, corkboard):
    """A clean table does not say which run a row came with."""
    done = corkboard("verify", "--compare", *SIDES, "--run", "some", home=pair, check=False)

    assert done.returncode == 2
    assert "--run is of one target" in done.stderr
