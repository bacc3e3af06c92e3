"""Objects in every state they have been found in."""

from __future__ import annotations

import gzip

import pytest

from corkboard_spark.landing.bodies import content_of, lines_of

TWO = b'{"ind":1}\n{"ind":2}\n'
LINES = [b'{"ind":1}', b'{"ind":2}']
PACKED = gzip.compress(TWO)


@pytest.mark.parametrize(
    "body",
    [
        TWO,
        TWO.rstrip(),
        PACKED,
        gzip.compress(TWO[:10]) + gzip.compress(TWO[10:]),
    ],
    ids=["plain", "no last newline", "gzip", "gzip of two members"],
)
def test_a_whole_object_is_its_lines(body):
    """However it is packed."""
    assert content_of(body) == (LINES, b"")


def test_a_blank_line_keeps_the_place_of_a_record_that_is_not_there():
    """The sink sets a record aside that it cannot store, and those behind it keep their offsets."""
    body = b'\n{"ind":1}\n   \n{"ind":2}\n\n'

    assert content_of(body) == ([b"", LINES[0], b"", LINES[1], b""], b"")


@pytest.mark.parametrize("body", [b"", gzip.compress(b"")], ids=["empty", "gzip of nothing"])
def test_an_empty_object_has_no_lines(body):
    """It is a gap if another follows."""
    assert content_of(body) == ([], b"")


@pytest.mark.parametrize(
    ("body", "torn"),
    [
        (b'{"ind":1}\n{"ind":2}\n{"ind":', b'{"ind":'),
        (b'{"ind":1}\n{"ind":2}\n{"title":"a\xc3', b'{"title":"a\xc3'),
        (TWO + b"[" * 100_000, b"[" * 100_000),
    ],
)
def test_a_line_that_is_cut_short_is_no_record(body, torn):
    """Nobody knows how it would have gone on."""
    assert content_of(body) == (LINES, torn)


def test_a_torn_line_is_a_record_where_it_takes_the_last_place():
    """The next object shows that there was a third record, and that nothing is missing but its end."""
    assert lines_of(TWO + b'{"in', 3) == [*LINES, b'{"in']
    assert lines_of(TWO + b'{"in', 4) == LINES


def test_gzip_cut_short_is_read_up_to_the_cut():
    """What is behind it is missing, and is reported as a gap."""
    body = gzip.compress(b"".join(b'{"ind":%d,"title":"%x"}\n' % (n, n * 7919**5) for n in range(5_000)))

    lines, _ = content_of(body[: len(body) // 2])

    assert 1_000 < len(lines) < 4_000
    assert lines[999].startswith(b'{"ind":999,')


@pytest.mark.parametrize("at", [12, -6], ids=["in its content", "in its checksum"])
def test_damaged_gzip_has_no_lines(at):
    """No byte of it can be trusted."""
    body = bytearray(PACKED)
    body[at] ^= 0xFF

    assert content_of(bytes(body)) == ([], b"")


def test_what_is_no_json_keeps_its_lines():
    """Each becomes a dead letter, at its offset."""
    assert content_of(b"<html>\n<p>503</p>\n").lines == [b"<html>", b"<p>503</p>"]
