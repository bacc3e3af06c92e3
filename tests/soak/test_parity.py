"""The same rows through two stacks are the same clean tables, until one database has another row."""

from __future__ import annotations

import json

import pytest
import sqlalchemy

from corkboard import catalogue, clients

ROWS = 600
SIDES = ("local:one", "local:two")
TABLES = {name for feed in catalogue.FEEDS for name in (feed.clean, feed.streamed)}
EQUAL = {"rows": [ROWS, ROWS], "differing": 0, "problem": "", "passed": True}


@pytest.mark.timeout(1800)
def test_two_stacks_agree_row_by_row_and_a_changed_row_is_named(make_stack):
    """Both paths of each; one country that is changed in the second's database shows in two tables alone."""
    one = make_stack("one", rows=ROWS)
    post_and_clean(one, "--all")
    one.command("down")  # what is compared is on disk
    two = make_stack("two", rows=ROWS)
    post_and_clean(two, "--all")
    code, tables = compare(two)

    assert code == 0
    assert tables == {name: {**EQUAL, "first": []} for name in TABLES}

    move_first_post_to_nowhere(two)
    post_and_clean(two, "--rows", "1")
    code, tables = compare(two)
    differing = {name: found for name, found in tables.items() if not found["passed"]}

    assert code == 1
    assert set(differing) == {catalogue.GEO.clean, catalogue.GEO.streamed}
    for name, found in differing.items():
        [item] = found["first"]
        assert (found["differing"], item["table"], item["key"]) == (1, name, 0)
        assert item["detail"].startswith("country is ")
        assert item["detail"].endswith("'Nowhere' in local:two")


def post_and_clean(stack, *rows: str) -> None:
    """Send rows along both paths to the clean tables."""
    stack.command("post", "--path", "both", *rows)
    stack.command("wait")
    stack.command("batch")
    stack.command("stream")


def compare(stack) -> tuple[int, dict[str, dict[str, object]]]:
    """Return the exit code, and what was found of each table by its name."""
    done = stack.command("verify", "--compare", *SIDES, "--json", check=False)
    found = json.loads(done.stdout)["data"]["tables"]
    return done.returncode, {table.pop("table"): table for table in found}


def move_first_post_to_nowhere(stack) -> None:
    """Change one row of the database."""
    key, country = sqlalchemy.column(catalogue.GEO.key), sqlalchemy.column("country")
    geolocations = sqlalchemy.table(catalogue.GEO.table, key, country)
    engine = clients.database(stack.settings(), admin=True)
    try:
        with engine.begin() as connection:
            changed = connection.execute(
                sqlalchemy.update(geolocations).where(key == 0).values(country="Nowhere")
            )
    finally:
        engine.dispose()
    assert changed.rowcount == 1
