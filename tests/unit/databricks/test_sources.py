"""What a mount's source says."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard_databricks.dbfs.sources import SourceError, parse

LETTERS = st.text("ABCabc019/+=:@%", min_size=1, max_size=40)


@given(secret=LETTERS)
def test_a_quoted_secret_comes_back_whole(secret):
    """Whatever it holds: slashes and plus signs above all."""
    found = parse(f"s3n://KEY:{quote(secret, '')}@user-bucket", {})

    assert (found.key_id, found.secret, found.bucket, found.prefix) == ("KEY", secret, "user-bucket", "")


def test_a_secret_that_nobody_quoted_is_understood_where_that_is_possible():
    """The last @ ends it."""
    assert parse("s3n://KEY:a/b+c@bucket/topics/", {}).secret == "a/b+c"


def test_a_prefix_is_mounted_as_a_folder():
    """Its address is shown without keys."""
    found = parse("s3a://KEY:secret@bucket/topics/pin/", {})

    assert (found.prefix, found.address) == ("topics/pin/", "s3a://bucket/topics/pin")
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "extra",
    [
        {"fs.s3a.access.key": "KEY", "fs.s3a.secret.key": "a/b"},
        {"fs.s3n.awsAccessKeyId": "KEY", "fs.s3n.awsSecretAccessKey": "a/b"},
    ],
)
def test_keys_may_come_in_extra_configuration(extra):
    """By the names that the readers have for them."""
    found = parse("s3a://bucket", extra)

    assert (found.key_id, found.secret) == ("KEY", "a/b")


@pytest.mark.parametrize("source", ["wasbs://container@account", "bucket", "s3n://KEY@bucket", "s3a://"])
def test_what_cannot_be_mounted_is_refused(source):
    """Another cloud, no bucket, half of the keys."""
    with pytest.raises(SourceError):
        parse(source, {})


def test_a_refusal_holds_no_keys():
    """It lands in a notebook's output."""
    with pytest.raises(SourceError) as caught:
        parse("wasbs://KEY:secret@container", {})

    assert "secret" not in str(caught.value)
