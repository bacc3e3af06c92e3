"""Options as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyspark_kinesis import moments
from pyspark_kinesis.errors import OptionError
from pyspark_kinesis.options import LATEST, OLDEST, understood
from pyspark_kinesis.wire import Stream

ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/orders"


def of(**options):
    """Return the options with a stream."""
    return understood({"streamName": "s", **options})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("400ms", 0.4), ("10s", 10), ("5m", 300), ("2 minutes", 120), ("1h", 3600), ("7", 7), ("1 sec", 1)],
)
def test_durations(text, seconds):
    """With Databricks' units."""
    assert moments.duration_s(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "size"), [("20gb", 20 << 30), ("256m", 256 << 20), ("1 KB", 1024), ("5", 5)]
)
def test_sizes(text, size):
    """With Databricks' units."""
    assert moments.size_bytes(text) == size


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("2026-06-25T10:23:45Z", "", datetime(2026, 6, 25, 10, 23, 45, tzinfo=UTC)),
        ("06/25/2026 10:23:45 PDT", "MM/dd/yyyy HH:mm:ss ZZZ", datetime(2026, 6, 25, 17, 23, 45, tzinfo=UTC)),
        ("25.6.26 02:00 PM", "d.M.yy hh:mm a", datetime(2026, 6, 25, 14, tzinfo=UTC)),
        (
            "2026-06-25T10:23:45.120+02:00",
            "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            datetime(2026, 6, 25, 8, 23, 45, 120000, tzinfo=UTC),
        ),
        ("2026-01-25 Europe/Berlin", "yyyy-MM-dd VV", datetime(2026, 1, 24, 23, tzinfo=UTC)),
    ],
)
def test_moments(text, pattern, expected):
    """In Java's letters, or in ISO 8601."""
    assert moments.moment_ms(text, pattern) == expected.timestamp() * 1000


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - UTC below
def test_every_moment_survives_a_pattern(moment):
    """To the millisecond."""
    text = moment.strftime("%d/%m/%Y %H:%M:%S.") + f"{moment.microsecond // 1000:03d} +0000"
    expected_ms = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC).timestamp() * 1000

    assert moments.moment_ms(text, "dd/MM/yyyy HH:mm:ss.SSS Z") == round(expected_ms)


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("latest", LATEST),
        ("TRIM_HORIZON", OLDEST),
        ("trim-horizon", OLDEST),
        ("earliest", OLDEST),
        ('{"at_timestamp": "1970-01-01T00:00:07Z"}', 7000),
        ('{"at_timestamp": "01/01/1970 00:00:07 UTC", "format": "MM/dd/yyyy HH:mm:ss ZZZ"}', 7000),
    ],
)
def test_initial_positions(position, expected):
    """As Databricks spells them."""
    assert of(initialPosition=position).initial_ms == expected


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("initialPosition", "yesterday"),
        ("initialPosition", '{"at": 1}'),
        ("initialPosition", '{"at_timestamp": "x", "format": "yyyy"}'),
        ("initialPosition", '{"at_timestamp": "2026-01-01 Nowhere", "format": "yyyy-MM-dd z"}'),
        ("initialPosition", '{"at_timestamp": "2026", "format": "Q"}'),
        ("minFetchPeriod", "soon"),
        ("minFetchPeriod", "3 fortnights"),
        ("fetchBufferSize", "much"),
        ("fetchBufferSize", "0"),
        ("maxRecordsPerFetch", "0"),
        ("maxRecordsPerTrigger", "-5"),
        ("maxFetchRate", "-1"),
        ("maxFetchRate", "nan"),
        ("failOnDataLoss", "maybe"),
    ],
)
def test_an_option_that_cannot_be_understood_is_named(option, text):
    """With what it should look like."""
    with pytest.raises(OptionError, match=option):
        of(**{option: text})


def test_the_address_is_the_options_or_that_of_the_drivers_environment(monkeypatch):
    """AWS' own variables, the service's before the general one; executors get it with the options."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert understood({"streamName": "s"}).access.endpoint == "http://127.0.0.1:1"

    monkeypatch.setenv("AWS_ENDPOINT_URL_KINESIS", "http://127.0.0.1:2")
    assert understood({"streamName": "s"}).access.endpoint == "http://127.0.0.1:2"
    assert understood({"streamName": "s", "endpoint": "http://a"}).access.endpoint == "http://a"


def test_unknown_options_are_ignored():
    """As on Databricks; capitals do not matter."""
    assert of(WhatEver="x", MAXRECORDSPERTRIGGER="7").records_per_trigger == 7


def test_a_stream_is_named_by_its_arn():
    """Which names its region too."""
    found = understood({"streamARN": ARN})

    assert found.streams == (Stream("orders", ARN),)
    assert found.access.region == "eu-west-1"


@pytest.mark.parametrize(
    "options",
    [{}, {"streamName": " , "}, {"streamARN": "orders"}, {"streamName": "orders", "streamARN": ARN}],
)
def test_what_names_no_stream_or_one_twice_is_refused(options):
    """Before anything is asked."""
    with pytest.raises(OptionError, match="stream"):
        understood(options)


def test_a_key_without_its_secret_is_refused():
    """It would be a puzzling refusal later."""
    with pytest.raises(OptionError, match="awsSecretKey"):
        of(awsAccessKey="x")


def test_secrets_are_not_shown():
    """In whatever prints the options."""
    assert "hush" not in repr(of(awsAccessKey="x", awsSecretKey="hush", awsSessionToken="hush"))
