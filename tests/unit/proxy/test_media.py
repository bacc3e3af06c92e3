"""Media types decide what a body is, and whether the client takes the answer."""

from __future__ import annotations

import pytest

from corkboard_proxy.rest.media import Format, request_format, takes_answer


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        (b"application/vnd.kafka.json.v2+json", Format.JSON),
        (b"Application/Vnd.Kafka.JSON.v2+json ; charset=UTF-8", Format.JSON),
        (b"application/vnd.kafka.binary.v2+json", Format.BINARY),
        (b"application/vnd.kafka.avro.v2+json", Format.SCHEMA),
        (b"application/vnd.kafka.json.v2+json; charset=utf-16", Format.CHARSET),
        (b"application/json", Format.UNKNOWN),
        (b"", Format.UNKNOWN),
        (b"text/plain", Format.UNKNOWN),
        (b"\xff\xfe", Format.UNKNOWN),
    ],
)
def test_the_content_type_names_the_format(content_type, expected):
    """Case and parameters do not matter, a charset that cannot be read does."""
    assert request_format(content_type) is expected


@pytest.mark.parametrize("content_type", [b"", b"application/json", b"application/vnd.kafka.v2+json"])
def test_plain_json_is_binary_where_the_switch_says_so(content_type):
    """As Karapace has it."""
    assert request_format(content_type, plain_is_binary=True) is Format.BINARY


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (b"", True),
        (b"*/*", True),
        (b"application/json", True),
        (b"text/html, application/vnd.kafka.v2+json;q=0.5", True),
        (b"text/html", False),
        (b"application/json;q=0.0", False),
        (b"application/vnd.kafka.avro.v2+json", False),
    ],
)
def test_the_accept_header_admits_the_answer_or_not(accept, expected):
    """Confluent's types and Karapace's wider ones; a quality of 0 is a no."""
    assert takes_answer(accept) is expected
