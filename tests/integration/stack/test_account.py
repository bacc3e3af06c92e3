"""The database accounts that the settings name."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from corkboard import clients
from corkboard.provision.apply import missing
from corkboard.provision.ready import landed

ODD = r"""
[targets.local.stack]
rows = 50
[targets.local.database]
name = "it's 100% of: @_`x` Größe"
user = "läser o'@% b"
password = "p'w \" \\ %s :x @ ü日"
admin_user = "the 'boss'"
admin_password = "ä:'\\%"
"""
WRITES = (
    "insert into user_data (ind) values (99999)",
    "update user_data set age = 1",
    "delete from user_data",
    "drop table user_data",
    "create table mine (a int)",
)


def test_any_database_user_and_password_work_and_the_reader_only_reads(make_stack):
    """Named for a stack that was up with others before: made, filled, read by the emulator, never written."""
    stack = make_stack(rows=50)
    stack.command("down")
    (stack.home / "corkboard.toml").write_text(ODD)

    stack.command("up")
    stack.command("post", "--rows", "5")

    settings = stack.settings()
    assert sum(end for _, end in landed(settings).values()) == 15
    assert missing(settings) == []
    engine = clients.database(settings)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from user_data").scalar_one() == 50
        for statement in WRITES:
            with pytest.raises(DBAPIError, match="denied"):
                connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_reader_of_another_database_only_is_noticed(settings):
    """Another database.name on a stack that has run: the account is there, and not for it."""
    section = settings.database.model_copy(update={"name": "somewhere_else"})

    steps = missing(settings.model_copy(update={"database": section}))

    assert [str(step) for step in steps] == [f"database account {section.user}@somewhere_else"]
