"""Each hop of a real platform is tampered with, and verify names the record."""

from __future__ import annotations

import json

import pytest

from corkboard import catalogue, ledger
from corkboard.cli.verify import verify as verify_command
from corkboard.errors import UnavailableError, VerifyError
from corkboard.verify import kafka
from corkboard.verify.check import check
from corkboard.verify.watch import Silent


def failures(platform):
    report = check(platform.settings, None, Silent())
    return [(feed.feed, item.hop, item.kind, item.key) for feed in report.feeds for item in feed.findings]


def test_an_untouched_platform_passes(platform, capsys):
    """Every count of every feed is twelve, and the command exits 0."""
    code = verify_command(platform.settings, run=None, as_json=True)

    data = json.loads(capsys.readouterr().out)["data"]
    assert code == 0, data
    counts = {
        (feed["feed"], hop): feed[hop]["found"] for feed in data["feeds"] for hop in ("kafka", "s3", "clean")
    }
    assert set(counts.values()) == {12}
    assert [feed["s3"]["reencoded"] for feed in data["feeds"]] == [0, 0, 0]


def test_records_spread_over_three_partitions_are_each_found_at_their_own_offset(make_platform):
    """And in objects of one record each."""
    platform = make_platform(kafka={"partitions": 3}, connect={"records_per_object": 1})

    report = check(platform.settings, None, Silent())

    assert report.passed, report
    assert [feed.s3.found for feed in report.feeds] == [12, 12, 12]
    assert len(platform.objects(catalogue.PIN)) == 12


def test_one_changed_byte_of_an_s3_object_is_named(platform, capsys):
    """With its object and line."""
    name = platform.objects(catalogue.USER)[1]
    key = platform.keys_in(catalogue.USER, name)[1]
    lines = platform.body(name).split(b"\n")
    lines[1] = lines[1].replace(b'"age":', b'"agE":')
    platform.put(name, b"\n".join(lines))

    code = verify_command(platform.settings, run=None, as_json=False)

    assert code == 1
    assert f"✘ batch user key {key} changed in s3: {name} line 2" in capsys.readouterr().out


def test_a_deleted_s3_object_loses_its_records(platform):
    """By key."""
    s3, bucket = platform.s3
    name = platform.objects(catalogue.GEO)[1]
    keys = platform.keys_in(catalogue.GEO, name)
    s3.delete_object(Bucket=bucket, Key=name)

    assert failures(platform) == [("geo", "s3", "lost", key) for key in keys]


def test_an_s3_object_copied_under_another_offset_doubles_its_records(platform):
    """Its name says offset 100."""
    name = platform.objects(catalogue.PIN)[0]
    platform.put(name.replace("0000000000", "0000000100"), platform.body(name))

    assert failures(platform) == [
        ("pin", "s3", "doubled", key) for key in platform.keys_in(catalogue.PIN, name)
    ]


def test_a_row_dropped_from_a_clean_table_is_named(platform):
    """It reached S3."""
    platform.table(catalogue.GEO).delete("ind = 7")

    assert failures(platform) == [("geo", "clean", "lost", 7)]


def test_a_value_altered_in_a_clean_table_is_named_with_its_column(platform):
    """And with what it should be."""
    platform.table(catalogue.USER).update(predicate="ind = 3", new_values={"age": 99})

    report = check(platform.settings, None, Silent())

    (finding,) = report.feeds[2].findings
    assert (finding.key, finding.kind) == (3, "changed")
    assert finding.detail.startswith("age is 99, and from MySQL it would be ")


def test_a_row_appended_twice_to_a_clean_table_is_doubled(platform):
    """One more file with a row that is there."""
    platform.clean(catalogue.PIN, [9])

    assert failures(platform) == [("pin", "clean", "doubled", 9)]


def test_a_foreign_record_passes_and_is_named_by_key_and_place(make_platform, capsys):
    """Somebody else posts to the topic."""
    platform = make_platform()
    topic = catalogue.PIN.topic(platform.settings.prefix)
    platform.produce(topic, b'{"index":900001}', b"no key at all")

    code = verify_command(platform.settings, run=None, as_json=False)
    report = check(platform.settings, None, Silent())

    assert code == 0
    assert f"batch pin: foreign in kafka: key 900001 at {topic}[0]@12" in capsys.readouterr().out.splitlines()
    assert report.feeds[0].kafka.foreign == 2
    assert [item.key for item in report.feeds[0].kafka.foreign_records] == [900001, None]


@pytest.mark.parametrize(("status", "passes"), [("unknown", True), ("returned", False)])
def test_a_second_copy_in_kafka_needs_a_send_of_unknown_fate(make_platform, status, passes):
    """A certain refusal explains nothing."""
    platform = make_platform()
    feed = catalogue.USER
    entry = next(
        one for one in ledger.read(platform.settings.ledger_dir) if one.feed == feed.name and one.key == 4
    )
    value = next(
        line
        for name in platform.objects(feed)
        for line in platform.body(name).splitlines()
        if ledger.digest(line) == entry.digest
    )
    platform.produce(feed.topic(platform.settings.prefix), value)
    platform.wait()
    with ledger.Writer(platform.settings.ledger_dir, "20260102T000000Z-batch-test") as book:
        book.write(
            ledger.Entry(feed.name, 4, entry.digest, "sent", 1.0),
            ledger.Entry(feed.name, 4, entry.digest, status, 2.0),
        )

    kinds = {kind for _, _, kind, _ in failures(platform)}

    assert ("doubled" not in kinds) == passes


def test_what_the_sink_set_aside_is_counted_and_passes(make_platform):
    """Kafka Connect's headers say whose place it was."""
    platform = make_platform()
    feed = catalogue.GEO
    platform.post_bad(feed, 50)
    platform.post(feed, [20, 21])
    platform.wait()
    platform.clean(feed, [20, 21])

    report = check(platform.settings, None, Silent())

    geo = report.feeds[1]
    assert report.passed, report
    assert (geo.s3.found, geo.s3.dead_lettered, geo.clean.found, geo.clean.dead_lettered) == (14, 1, 14, 1)


def test_values_that_a_converter_wrote_anew_pass_and_are_shown(make_platform):
    """A changed one among them does not."""
    platform = make_platform()
    feed = catalogue.PIN
    platform.convert_as_json()
    platform.post(feed, range(20, 24))
    platform.wait()
    platform.clean(feed, range(20, 24))
    report = check(platform.settings, None, Silent())

    assert report.passed, report
    assert report.feeds[0].s3.reencoded == 4
    name = platform.objects(feed)[-1]
    key = platform.keys_in(feed, name)[-1]
    platform.put(name, platform.body(name).replace(b'"index":%d' % key, b'"index":99'))
    assert failures(platform) == [("pin", "s3", "changed", key)]


def test_nothing_posted_is_said_so(fresh):
    """With the next step, and exit code 1."""
    with pytest.raises(VerifyError, match="nothing was posted") as caught:
        verify_command(fresh(), run=None, as_json=False)

    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("service", "section"),
    [
        ("kafka", {"kafka": {"bootstrap_servers": "127.0.0.1:9"}}),
        ("s3", {"aws": {"endpoint_url": "http://127.0.0.1:9"}}),
        ("mysql", {"database": {"port": 9}}),
    ],
)
def test_a_server_that_is_away_is_named_with_the_next_step(platform, monkeypatch, service, section):
    """Instead of a stack trace."""
    monkeypatch.setattr(kafka, "ASK_S", 1)
    (name,) = section
    away = platform.settings.model_copy(
        update={name: getattr(platform.settings, name).model_copy(update=section[name])}
    )

    with pytest.raises(UnavailableError, match="corkboard status") as caught:
        check(away, None, Silent())

    assert caught.value.service == service
