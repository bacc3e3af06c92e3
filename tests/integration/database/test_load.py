"""Tables as a reader of MySQL sees them after a load."""

from __future__ import annotations

import random

import pytest
from pydantic import SecretStr

from corkboard.catalogue import FEEDS
from corkboard.errors import RefusedError, UnavailableError
from corkboard_database.load import load
from corkboard_database.plan import TABLES, Mark
from corkboard_database.rows import generate

SMALL = Mark(rows=3000, seed=100)
TYPES = {
    "pin": ["bigint", *["text"] * 8, "bigint", "text", "text"],
    "geo": ["bigint", "datetime", "float", "float", "text"],
    "user": ["bigint", "text", "text", "bigint", "datetime"],
}
ODD_NAMES = ["two words", "back`tick", "dots.and-dashes", "100% (50 %s)", "select", "Größe_日本", "it's"]


def test_the_tables_hold_every_generated_row_as_it_was(database):
    """Text of every script, emoji, quotes, newlines, NULL, six-digit floats and times come back unchanged."""
    own = database()
    load(own.settings, SMALL)
    made = list(generate(SMALL.rows, SMALL.seed))

    for feed in FEEDS:
        stored = own.run("select * from {}.{}", feed.table)
        assert stored == [getattr(row, feed.name) for row in made]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_a_limit_finds_the_row_with_that_key(database, feed):
    """The course's scripts ask ``LIMIT n, 1`` without an order, and rely on it."""
    own = database()
    load(own.settings, SMALL)

    for key in [0, SMALL.rows - 1, *random.Random(1).sample(range(SMALL.rows), 20)]:
        assert own.run("select * from {}.{} limit :key, 1".replace(":key", str(key)), feed.table)[0][0] == key


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_columns_have_the_courses_order_and_types(database, feed):
    """Texts in utf8mb4, the key alone not null and primary."""
    own = database()
    load(own.settings, Mark(rows=10, seed=1))
    columns = own.run(
        "select table_name, column_name, data_type, column_key, is_nullable, coalesce(character_set_name, 'utf8mb4')"
        " from information_schema.columns where table_schema = :name order by table_name, ordinal_position"
    )

    columns = [column for table, *column in columns if table == feed.table]
    assert [name for name, *_ in columns] == list(feed.columns)
    assert [kind for _, kind, *_ in columns] == TYPES[feed.name]
    assert [(key, null) for *_, key, null, _ in columns] == [
        ("PRI", "NO"),
        *[("", "YES")] * (len(columns) - 1),
    ]
    assert {charset for *_, charset in columns} == {"utf8mb4"}


def test_loading_again_changes_nothing(database):
    """The comment and the number of rows say that it is done."""
    own = database()
    assert load(own.settings, SMALL).loaded
    query = "select table_name, create_time from information_schema.tables where table_schema = :name"
    before = own.run(query)

    assert not load(own.settings, SMALL).loaded
    assert own.run(query) == before


@pytest.mark.parametrize(
    "spoil", ["delete from {}.user_data where ind = 7", "drop table {}.geolocation_data"]
)
def test_what_is_missing_is_noticed_and_made_again(database, spoil):
    """A row or a table."""
    own = database()
    load(own.settings, SMALL)
    own.run(spoil)

    assert load(own.settings, SMALL).loaded
    assert [own.count(table) for table in TABLES] == [SMALL.rows] * 3


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_database_name_works(database, name):
    """It is created, filled, recognised and, here, dropped again."""
    own = database(name)

    assert load(own.settings, Mark(rows=20, seed=1)).loaded
    assert not load(own.settings, Mark(rows=20, seed=1)).loaded
    assert own.count(TABLES[0]) == 20


def test_a_foreign_table_is_left_alone(database):
    """Nothing is touched, not even the tables that are missing."""
    own = database()
    own.run("create database {}")
    own.run("create table {}.user_data (mine int) comment = 'precious'")

    with pytest.raises(RefusedError, match="user_data"):
        load(own.settings, SMALL)

    assert own.tables() == ["user_data"]


def test_force_replaces_a_foreign_table(database):
    """Somebody said so."""
    own = database()
    own.run("create database {}")
    own.run("create table {}.user_data (mine int)")
    load(own.settings, SMALL, existing="replace")

    assert own.tables() == sorted(TABLES)
    assert own.count("user_data") == SMALL.rows


def test_a_wrong_password_is_an_answer_without_the_password(database):
    """The account is named, the secret is not."""
    own = database()
    section = own.settings.database.model_copy(update={"admin_password": SecretStr("not-the-password")})
    wrong = own.settings.model_copy(update={"database": section})

    with pytest.raises(UnavailableError, match="Access denied") as refused:
        load(wrong, SMALL)

    assert "not-the-password" not in str(refused.value)
