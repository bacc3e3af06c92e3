"""What lands in other states than whole, in order and readable."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from clean_tables import dead_letters, expected, keys_of, rows_of, run
from landing_bucket import geo, lines, user

from corkboard import catalogue
from corkboard.errors import UnavailableError

pytestmark = pytest.mark.usefixtures("spark")


def test_what_is_no_record_goes_to_the_dead_letters_with_its_reason(settings, bucket):
    """In its own place, and its neighbours to the clean table."""
    bad = [
        "junk",
        '""',
        '{"ind":"5"}',
        '{"value":{"ind":6}}',
        '{"ind":7,"age":"old"}',
        '{"ind":8,"first_name":8}',
    ]
    key = bucket.put(catalogue.USER, 0, [user(0), *bad, user(1)])
    summary = run(settings)["user"]

    letters = rows_of(settings, catalogue.DEAD_LETTERS)
    assert dead_letters(settings) == [("user", 0, at, line) for at, line in enumerate(bad, 1)]
    assert {letter["source"] for letter in letters} == {key}
    assert {letter["topic"] for letter in letters} == {catalogue.USER.topic(settings.prefix)}
    assert [letter["reason"].split(":")[0] for letter in letters] == ["not JSON"] + ["wrong shape"] * 5
    assert rows_of(settings, "users") == [expected(catalogue.USER, ind) for ind in range(2)]
    assert (summary.records, summary.dead_letters) == (2, 6)


def test_a_record_that_the_sink_set_aside_leaves_its_place_and_no_gap(settings, bucket):
    """The sink writes a blank line for it: first, between others, and at the end of an object."""
    bucket.put(catalogue.USER, 0, ["", user(1), "", user(3), ""])
    bucket.put(catalogue.USER, 5, [user(5)])

    summary = run(settings)["user"]

    assert keys_of(settings, "users") == [1, 3, 5]
    assert (summary.held, summary.dead_letters) == ((), 0)
    assert run(settings)["user"].objects == 0


def test_dead_letters_alone_are_recorded_as_done(settings, bucket):
    """They are not read again, though no row was written."""
    bucket.put(catalogue.GEO, 0, ["junk", "more junk"])
    first, second = run(settings)["geo"], run(settings)["geo"]

    assert (first.records, first.dead_letters, second.objects, second.dead_letters) == (0, 2, 0, 0)
    assert len(dead_letters(settings)) == 2
    assert keys_of(settings, "geos") == []


def test_packed_objects_are_read_by_what_they_are(settings, bucket):
    """Whatever their name says."""
    bucket.put(catalogue.GEO, 0, gzip.compress(lines([geo(0), geo(1)])))
    bucket.put(catalogue.GEO, 2, gzip.compress(lines([geo(2)])), suffix=".json.gz")
    bucket.put(catalogue.GEO, 3, lines([geo(3)]), suffix=".json.gz")
    run(settings)

    assert rows_of(settings, "geos") == [expected(catalogue.GEO, ind) for ind in range(4)]


def test_a_missing_object_holds_its_partition_back(settings, bucket):
    """With an alarm, and only its own: then it lands, and nothing is lost or doubled."""
    for partition in (0, 1):
        bucket.put(catalogue.USER, 0, [user(10 * partition)], partition=partition)
        bucket.put(catalogue.USER, 3, [user(10 * partition + 3)], partition=partition)
    bucket.put(catalogue.USER, 1, [user(1), user(2)])
    first, second = run(settings)["user"], run(settings)["user"]
    assert keys_of(settings, "users") == [0, 1, 2, 3, 10]
    for summary in (first, second):
        assert "offsets 1 to 2 have not landed" in summary.held[0]
        assert summary.held[0].startswith(f"land/{catalogue.USER.topic(settings.prefix)}/1")

    bucket.put(catalogue.USER, 1, [user(11), user(12)], partition=1)
    third = run(settings)["user"]

    assert keys_of(settings, "users") == [0, 1, 2, 3, 10, 11, 12, 13]
    assert (third.records, third.held) == (3, ())


def test_a_gap_at_the_very_beginning_is_a_gap_too(settings, bucket):
    """A topic begins with record 0."""
    bucket.put(catalogue.USER, 5, [user(5)])
    summary = run(settings)["user"]

    assert "offsets 0 to 4" in summary.held[0]
    assert keys_of(settings, "users") == []


def test_skipping_gaps_leaves_a_dead_letter_for_each(settings, bucket):
    """And the records that were put aside before stay as they are."""
    bucket.put(catalogue.USER, 0, [user(0), "junk"])
    bucket.put(catalogue.USER, 4, [user(4), "junk"])
    bucket.put(catalogue.USER, 9, [user(9)])
    held = run(settings)["user"].held
    summary = run(settings, skip_gaps=True)["user"]
    again = run(settings, skip_gaps=True)["user"]

    assert held
    assert keys_of(settings, "users") == [0, 4, 9]
    assert dead_letters(settings) == [
        ("user", 0, 1, "junk"),
        ("user", 0, 2, None),
        ("user", 0, 5, "junk"),
        ("user", 0, 6, None),
    ]
    assert rows_of(settings, catalogue.DEAD_LETTERS)[3]["reason"] == "3 records never landed: offsets 6 to 8"
    assert (summary.dead_letters, summary.held, again.dead_letters) == (3, (), 0)


def test_a_gap_that_cannot_be_noted_ends_the_job_in_a_sentence(settings, bucket):
    """And nothing behind it is written: no gap goes by in silence."""
    bucket.put(catalogue.USER, 5, [user(5)])
    letters = Path(settings.clean_table(catalogue.DEAD_LETTERS))
    letters.parent.mkdir(parents=True)
    letters.write_text("a file, and no table")

    with pytest.raises(UnavailableError, match="skipping offsets 0 to 4 of land/"):
        run(settings, skip_gaps=True)
    assert keys_of(settings, "users") == []


@pytest.mark.parametrize(
    "torn",
    [lines([user(1)])[:-10], gzip.compress(lines([user(1)]))[:-20], b"", b"\x1f\x8bgarbage"],
    ids=["cut", "cut gzip", "empty", "damaged gzip"],
)
def test_a_newest_object_that_ends_before_its_time_is_left_with_an_alarm(settings, bucket, torn):
    """Whole, it is read."""
    bucket.put(catalogue.USER, 0, [user(0)])
    key = bucket.put(catalogue.USER, 1, torn)
    first = run(settings)["user"]
    bucket.put(catalogue.USER, 1, [user(1)])
    second = run(settings)["user"]

    assert (first.records, second.records, second.held) == (1, 1, ())
    assert key in first.held[0]
    assert keys_of(settings, "users") == [0, 1]
    assert dead_letters(settings) == []


def test_a_torn_line_with_a_successor_is_a_dead_letter(settings, bucket):
    """Its offset is known, and the rest of it is not."""
    bucket.put(catalogue.USER, 0, lines([user(0), user(1)])[:-10])
    bucket.put(catalogue.USER, 2, [user(2)])
    summary = run(settings)["user"]

    assert keys_of(settings, "users") == [0, 2]
    assert [letter[:3] for letter in dead_letters(settings)] == [("user", 0, 1)]
    assert summary.held == ()


def test_an_empty_object_in_the_middle_is_a_gap(settings, bucket):
    """Its records are missing."""
    bucket.put(catalogue.USER, 0, [user(0)])
    bucket.put(catalogue.USER, 1, b"")
    bucket.put(catalogue.USER, 3, [user(3)])

    assert "offsets 1 to 2" in run(settings)["user"].held[0]
    assert keys_of(settings, "users") == [0]
