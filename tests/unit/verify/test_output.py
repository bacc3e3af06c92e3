"""What the verb prints."""

from __future__ import annotations

import json

from corkboard.cli.verify import as_data, show
from corkboard.verify.check import Report


def report_of(world):
    return Report(None, [world.result()], 0.1, [])


def test_a_good_feed_is_one_row_that_ends_in_pass(world, capsys):
    """Posted, Kafka, S3, clean and due, and six zeros."""
    world.post(*range(3))
    world.land()

    show(report_of(world))

    row = capsys.readouterr().out.splitlines()[1].split()
    assert row == ["user", *["3"] * 5, *["0"] * 5, "PASS"]


def test_the_path_that_was_asked_for_is_named(world, capsys):
    """So that nobody takes half of the proof for the whole."""
    world.post(*range(3))
    world.land()

    show(Report(None, [world.result()], 0.1, [], path="batch"))

    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "everything since the last reset along the path batch, checked in 0.1 s"


def test_a_failure_is_told_with_its_key_hop_and_place(world, capsys):
    """On one line, however narrow the terminal."""
    world.post(*range(3))
    world.land(1)
    name = world.change_line(1, b"Ann1", b"Bnn1")

    show(report_of(world))

    line = f"✘ batch user key 1 changed in s3: {name} line 1: differs from corkboard.user[0]@1"
    assert line in capsys.readouterr().out.splitlines()


def test_only_the_first_failures_are_listed_and_all_are_counted(world, capsys):
    """Five of nine."""
    world.post(*range(10))
    world.land(1)
    for _ in range(9):
        world.objects.pop(next(iter(world.objects)))

    show(report_of(world))

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[4] for line in lines if line.startswith("✘ batch user key")] == [
        "0",
        "1",
        "2",
        "3",
        "4",
    ]
    assert "✘ batch user: 9 lost in s3; above are the first 5" in lines


def test_a_hop_that_lost_everything_says_just_that(world, capsys):
    """Such as a clean table that was never written."""
    world.post(*range(10))
    world.land()
    world.clean.clear()

    show(report_of(world))

    lines = [line for line in capsys.readouterr().out.splitlines() if "✘" in line]
    assert lines == ["✘ batch user: all 10 lost in clean"]


def test_what_passes_and_yet_matters_is_told(world, capsys):
    """An explained duplicate, and a send that never arrived."""
    world.post(1)
    world.entries += [world.entry(1, "unknown"), world.entry(2, "unknown")]
    world.produce(world.value(1))
    world.land()

    show(report_of(world))

    out = capsys.readouterr().out
    assert "batch user: 1 arrived without an acknowledgement" in out
    assert "batch user: 1 sent with unknown fate, and never arrived" in out


def test_foreign_records_are_named_by_key_and_place_and_pass(world, capsys):
    """The first five, and how many there are."""
    world.post(1)
    for key in range(900, 907):
        world.produce(b'{"ind":%d}' % key)
    world.land()

    show(report_of(world))

    lines = [line for line in capsys.readouterr().out.splitlines() if "foreign in" in line]
    named = [
        f"batch user: foreign in kafka: key {key} at corkboard.user[0]@{key - 899}" for key in range(900, 905)
    ]
    assert lines == [*named, "batch user: 7 foreign in kafka; above are the first 5"]
    assert report_of(world).passed


def test_json_names_foreign_records_by_key_and_place(world):
    """Also those that have no key."""
    world.post(1)
    world.produce(b'{"ind":900}')
    world.produce(None)
    world.land()

    data = json.loads(json.dumps(as_data(report_of(world))))

    assert data["passed"]
    assert data["feeds"][0]["kafka"]["foreign_records"] == [
        {"key": 900, "place": "corkboard.user[0]@1"},
        {"key": None, "place": "corkboard.user[0]@2"},
    ]


def test_json_has_every_count_the_findings_and_the_verdicts(world):
    """In JSON's own types."""
    world.post(*range(3))
    world.land(1)
    world.objects.popitem()

    data = json.loads(json.dumps(as_data(report_of(world))))

    (feed,) = data["feeds"]
    assert (data["passed"], feed["passed"], feed["s3"]["lost"], feed["posted"]) == (False, False, 1, 3)
    assert feed["s3"]["findings"] == [
        {"hop": "s3", "kind": "lost", "key": 2, "place": "corkboard.user[0]@2", "detail": "in no object"}
    ]
