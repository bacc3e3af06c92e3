"""What a load decides from the tables that exist."""

from __future__ import annotations

import pytest

from corkboard.errors import RefusedError
from corkboard_database.plan import STAGED, TABLES, Found, Mark, decide

MARK = Mark(rows=500, seed=7)


def _tables(comment=str(MARK), rows=500):
    return {table: Found(comment, rows) for table in TABLES}


def test_the_mark_says_what_the_rows_are_made_from():
    """A person reads it in ``show table status``."""
    assert str(Mark(rows=11_154, seed=100)) == "corkboard seed=100 rows=11154 generator=1"


def test_whole_tables_of_the_same_mark_are_kept():
    """So seeding twice costs nothing."""
    assert decide(_tables(), MARK) == "keep"


@pytest.mark.parametrize(
    "found",
    [
        {},
        {table: Found(str(MARK), 500) for table in TABLES[:2]},
        _tables(comment=str(Mark(rows=500, seed=8))),
        _tables(comment=str(Mark(rows=500, seed=7, generator=0))),
        _tables() | {TABLES[2]: Found(str(MARK), 499)},
        {TABLES[0] + STAGED: Found(str(MARK), 20)},
    ],
    ids=["nothing there", "a table missing", "another seed", "an older generator", "a row missing", "torn"],
)
def test_anything_else_of_ours_is_made_anew(found):
    """Without asking: nothing is lost that cannot be made again."""
    assert decide(found, MARK) == "load"


@pytest.mark.parametrize("existing", ["compare", "renew"])
@pytest.mark.parametrize("name", [TABLES[1], TABLES[0] + STAGED])
def test_a_table_of_somebody_else_is_not_replaced(name, existing):
    """The message names it and what to do."""
    with pytest.raises(RefusedError, match=name) as refused:
        decide(_tables() | {name: Found("mine", 3)}, MARK, existing=existing)

    assert "corkboard seed --force" in refused.value.hint
    assert refused.value.exit_code == 5


def test_renewing_makes_our_tables_anew_whatever_they_hold():
    """A row altered by hand changes neither comment nor count."""
    assert decide(_tables(), MARK, existing="renew") == "load"


def test_force_makes_everything_anew():
    """Whole tables too, and those of somebody else."""
    assert decide(_tables(), MARK, existing="replace") == "load"
    assert decide(_tables(comment=""), MARK, existing="replace") == "load"


@pytest.mark.parametrize("comment", ["corkboard seed=7 rows=5 generator=1", "somebody else's"])
def test_tables_that_are_there_can_be_kept_whatever_is_in_them(comment):
    """Starting the stack again never replaces a larger data set, or a person's own."""
    assert decide(_tables(comment=comment), MARK, existing="keep") == "keep"


def test_a_table_knows_what_it_is_made_from():
    """Its comment says so, if it is ours."""
    assert Found(str(Mark(rows=5, seed=-3)), 5).seed == -3
    assert Found("somebody else's", 5).seed is None


def test_an_absent_table_is_made_even_when_the_others_are_kept():
    """Two of three tables are of no use."""
    found = dict(list(_tables().items())[:2])

    assert decide(found, MARK, existing="keep") == "load"
