"""What the DAG folder lacks, from what the bucket lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_airflow.plan import is_file_name, steps

NAMES = st.text(st.sampled_from("ab/._"), min_size=1, max_size=6).filter(is_file_name)
VERSIONS = st.dictionaries(NAMES, st.sampled_from(["1", "2"]), max_size=5)


def test_a_new_and_a_changed_file_are_fetched_and_one_that_is_gone_is_removed():
    """The versions are the bucket's own."""
    todo = steps(
        {"new.py": "1", "changed.py": "2", "same.py": "1"},
        {"changed.py": "1", "same.py": "1", "gone.py": "1"},
        frozenset({"changed.py", "same.py", "gone.py"}),
    )

    assert set(todo.fetch) == {"new.py", "changed.py"}
    assert todo.remove == ("gone.py",)


def test_what_was_removed_or_put_there_by_hand_is_put_right():
    """The bucket is what counts, as on MWAA."""
    todo = steps({"dag.py": "1"}, {"dag.py": "1"}, frozenset({"stranger.py"}))

    assert todo.fetch == ("dag.py",)
    assert todo.remove == ("stranger.py",)


@pytest.mark.parametrize("name", ["../out.py", "/etc/x", "a/../../b", "folder/", "a//b", ".", ""])
def test_no_key_leads_out_of_the_folder(name):
    """It is refused by name, and the others are taken."""
    todo = steps({name: "1", "dag.py": "1"}, {}, frozenset())

    assert todo.fetch == ("dag.py",)
    assert todo.refused == (name,)


@given(VERSIONS, VERSIONS, st.frozensets(NAMES, max_size=5))
def test_after_the_steps_the_folder_holds_just_what_the_bucket_lists(wanted, taken, present):
    """Whatever was there before; and nothing is fetched twice."""
    todo = steps(wanted, taken, present)
    after = (present - set(todo.remove)) | set(todo.fetch)

    assert after == set(wanted)
    assert steps(wanted, wanted, frozenset(after)).fetch == ()
