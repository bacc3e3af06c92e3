"""One post, followed through a real platform."""

from __future__ import annotations

import json

from corkboard import catalogue
from corkboard.cli.trace import trace
from corkboard.verify.follow import follow


def test_a_post_is_followed_from_its_row_to_its_clean_row(platform):
    """Every hop shows the same record."""
    name = next(one for one in platform.objects(catalogue.PIN) if 7 in platform.keys_in(catalogue.PIN, one))

    story = follow(platform.settings, catalogue.PIN, 7)

    (posting,) = story.postings
    assert posting.place == (catalogue.PIN.topic(platform.settings.prefix), 0, 7)
    assert posting.kafka.as_sent
    assert (posting.s3.name, posting.s3.match) == (name, "same bytes")
    assert posting.s3.line == platform.keys_in(catalogue.PIN, name).index(7) + 1
    assert json.loads(posting.s3.body)["unique_id"] == story.row["unique_id"]
    assert story.clean == [story.expected]


def test_every_posting_of_one_key_is_told(make_platform):
    """Course order posts a key again and again."""
    platform = make_platform()
    platform.post(catalogue.GEO, [3])

    story = follow(platform.settings, catalogue.GEO, 3)

    assert [posting.place[2] for posting in story.postings] == [3, 12]


def test_a_changed_line_is_shown_as_changed(platform):
    """At the place where the record belongs."""
    name = platform.objects(catalogue.USER)[0]
    platform.put(name, platform.body(name).replace(b'"age":', b'"agE":'))

    (posting,) = follow(platform.settings, catalogue.USER, 0).postings

    assert (posting.s3.line, posting.s3.match) == (1, "changed")


def test_a_dead_letter_is_shown_with_its_reason(make_platform, capsys):
    """And no object holds it."""
    platform = make_platform()
    platform.post_bad(catalogue.USER, 50)
    platform.post(catalogue.USER, [20])
    platform.wait()

    (posting,) = follow(platform.settings, catalogue.USER, 50).postings
    trace(platform.settings, "user", 50, as_json=False)

    assert len(posting.dead_letters) == 1
    assert posting.kafka.value == "not JSON at all"
    assert "dead letter" in capsys.readouterr().out


def test_a_key_that_was_never_posted_says_so_in_each_hop(platform, capsys):
    """With exit code 1."""
    code = trace(platform.settings, "user", 5000, as_json=False)

    out = capsys.readouterr().out
    assert code == 1
    assert "never posted since the last reset" in out
    assert "no row with ind 5000" in out


def test_the_story_prints_every_hop_and_exits_0(platform, capsys):
    """In the order of the flow."""
    code = trace(platform.settings, "pin", 3, as_json=False)

    out = capsys.readouterr().out
    places = [out.index(word) for word in ("MySQL", "acknowledged", "Kafka", "S3", "clean")]
    assert code == 0
    assert places == sorted(places)
