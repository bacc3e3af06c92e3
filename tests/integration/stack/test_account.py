"""The database accounts that the settings name; see also ``test_verbs``."""

from __future__ import annotations

from corkboard.provision.apply import missing


def test_a_reader_of_another_database_only_is_noticed(settings):
    """Another database.name on a stack that has run: the account is there, and not for it."""
    section = settings.database.model_copy(update={"name": "somewhere_else"})

    steps = missing(settings.model_copy(update={"database": section}))

    assert [str(step) for step in steps] == [f"database account {section.user}@somewhere_else"]
