"""Bodies are read whole, within a size and a time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxy_fakes import JSON, FakeProducer, call, rest_app, scope_of

from corkboard_proxy.body import BodyTooLargeError, ClientGoneError, read_body
from corkboard_proxy.limits import Limits

LIMITS = Limits(body_bytes=10, drained_bytes=40, body_timeout_s=0.05)


def _read(pieces, limits=LIMITS):
    messages = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1}
        for number, piece in enumerate(pieces)
    ]

    async def receive():
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return asyncio.run(read_body(receive, limits)), messages


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=5))
def test_a_body_is_its_pieces_joined_or_too_large(pieces):
    """However it is cut, the whole counts."""
    whole = b"".join(pieces)
    if len(whole) > LIMITS.body_bytes:
        with pytest.raises(BodyTooLargeError):
            _read(pieces)
    else:
        assert _read(pieces) == (whole, [])


def test_the_body_may_be_exactly_as_long_as_the_limit():
    """One byte more is too much."""
    assert _read([b"x" * 10])[0] == b"x" * 10
    with pytest.raises(BodyTooLargeError, match="longer than 10 bytes"):
        _read([b"x" * 11])


def test_a_client_that_goes_away_gets_no_answer():
    """There is nobody to answer."""

    async def receive():
        return {"type": "http.disconnect"}

    with pytest.raises(ClientGoneError):
        asyncio.run(read_body(receive, LIMITS))


@pytest.mark.parametrize(("first", "status"), [(b"{", 408), (b"x" * 50, 413)])
def test_a_body_that_never_ends_is_given_up(first, status):
    """Slow is 408, endless is 413; both close the connection."""

    async def run():
        application = rest_app(FakeProducer(), limits=replace(LIMITS, body_timeout_s=0.05))
        return await call(application, scope_of("POST", "/topics/pins", JSON), first, ends=False)

    answer = asyncio.run(run())

    assert answer.status == status
    assert (b"connection", b"close") in answer.headers
