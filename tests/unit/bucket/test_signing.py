"""Signatures, against a server that computes each one anew with botocore."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from signed_bucket import access_to

from corkboard.bucket.access import Access
from corkboard.bucket.signing import escaped_path, escaped_query, signed_headers
from corkboard.bucket.store import Store, StoreError

KEYS = [
    "topics/corkboard.pin/partition=0/corkboard.pin+0+0000000162.json",
    "a b/ä ö/%2B/~._-/100%/(x)'*!&=@:,;$?#[]",
    "twice//slashed/",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_server_that_verifies_accepts_the_signature(bucket, access, key):
    """S3 escapes each byte of a key once, and merges no slashes."""
    bucket.objects[key] = b"found"

    assert Store(access).get(key) == b"found"


def test_a_query_is_signed_too(bucket, access):
    """Sorted, and with every reserved character escaped."""
    bucket.objects["topics/a+b/x y"] = b""

    page = Store(access).list({"prefix": "topics/a+b/", "start-after": "topics/a+b/x ", "max-keys": "1"})

    assert b"<Key>topics/a+b/x y</Key>" in page


def test_a_session_token_is_signed_too(bucket):
    """Roles have one: a server that did not see it signed would refuse."""
    bucket.objects["x"] = b"found"

    assert Store(access_to(bucket, token="to/ken+of==a session")).get("x") == b"found"
    with pytest.raises(StoreError):
        Store(access_to(bucket, token="t", secret="another")).get("x")


@pytest.mark.parametrize("change", [{"secret": "another"}, {"region": "us-east-1"}, {"key_id": "another"}])
def test_the_server_refuses_a_wrong_signature(bucket, change):
    """So what it accepts is right."""
    bucket.objects["x"] = b"found"

    with pytest.raises(StoreError, match="SignatureDoesNotMatch") as caught:
        Store(access_to(bucket, **change)).get("x")
    assert caught.value.status == 403


def test_keys_are_not_shown():
    """Neither in a log nor in an error."""
    access = Access("http://x", "us-east-1", "b", "id", "the secret", "the token")

    assert "the " not in repr(access)


def test_the_day_is_part_of_the_key():
    """A job that runs over midnight goes on."""
    access = Access("http://x", "us-east-1", "b", "id", "secret")
    query, path = escaped_query({"a": "b"}), escaped_path("/b")

    made = [
        signed_headers(access, host="x", path=path, query=query, now=datetime(2026, 1, day, tzinfo=UTC))
        for day in (1, 2)
    ]

    assert [headers["authorization"].split("/")[1] for headers in made] == ["20260101", "20260102"]
    assert made[0]["authorization"][-64:] != made[1]["authorization"][-64:]
