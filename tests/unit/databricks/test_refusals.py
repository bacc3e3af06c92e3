"""What a mount is refused with."""

from __future__ import annotations

import pytest

from corkboard.bucket.store import StoreError
from corkboard.settings import load
from corkboard_databricks.dbfs.refusals import of_keys, of_store
from corkboard_databricks.dbfs.sources import Source

OWN = {"access_key_id": "KEY", "secret_access_key": "a/b+c"}


def _said(tmp_path, key_id, secret, **databricks):
    settings = load({"home": tmp_path, "aws": OWN, "databricks": databricks}, environ={})
    return of_keys(settings, Source("s3n", "bucket", "", key_id, secret))


@pytest.mark.parametrize(
    ("key_id", "secret", "code"),
    [("OTHER", "a/b+c", "InvalidAccessKeyId"), ("KEY", "other", "SignatureDoesNotMatch")],
)
def test_other_keys_than_the_stacks_are_refused_in_s3s_words(key_id, secret, code, tmp_path):
    """And are not repeated in them."""
    said = str(_said(tmp_path, key_id, secret))

    assert f"Status Code: 403; Error Code: {code}" in said
    assert "AccessDeniedException: s3a://bucket/" in said
    assert secret not in said


def test_the_stacks_own_keys_are_taken(tmp_path):
    """The emulator would take any, which a setting allows."""
    assert _said(tmp_path, "KEY", "a/b+c") is None
    assert _said(tmp_path, "OTHER", "other", own_keys_only=False) is None


def test_what_s3_said_is_kept():
    """With its status and its code."""
    said = of_store(StoreError("http://s3/bucket: HTTP 404 NoSuchBucket"), Source("s3a", "bucket"))

    assert "FileNotFoundException" in str(said)
    assert "The specified bucket does not exist" in str(said)
