"""Emptying says what it could not take away."""

from __future__ import annotations

import pytest

from corkboard.errors import CorkboardError
from corkboard.provision.empty import empty_bucket


class Bucket:
    """An S3 client with 1,500 objects on two pages; ``answer`` is what it says to a deletion."""

    def __init__(self, answer) -> None:
        self._answer = answer
        self.deleted: list[str] = []

    def list_buckets(self):
        return {"Buckets": [{"Name": "landing"}]}

    def get_paginator(self, _):
        return self

    def paginate(self, **_):
        return [{"Contents": [{"Key": f"{page}-{n}"} for n in range(750)]} for page in range(2)]

    def delete_objects(self, *, Bucket, Delete):  # noqa: N803 - boto3's names
        self.deleted += [one["Key"] for one in Delete["Objects"]]
        return self._answer(Delete["Objects"])


def test_every_page_of_a_bucket_is_deleted():
    """And a bucket that is not there is empty."""
    bucket = Bucket(lambda _: {})

    empty_bucket(bucket, "landing")
    empty_bucket(Bucket(lambda _: pytest.fail("deleted")), "absent")

    assert len(set(bucket.deleted)) == 1500


def test_an_object_that_s3_does_not_delete_is_named():
    """S3 answers 200 and lists what it refused."""
    bucket = Bucket(lambda objects: {"Errors": [{**objects[0], "Code": "AccessDenied", "Message": "no"}]})

    with pytest.raises(CorkboardError, match=r"2 objects of s3://landing are left; 0-0: AccessDenied no"):
        empty_bucket(bucket, "landing")


def test_a_deletion_that_fails_is_not_lost():
    """It happens in another thread."""

    def fail(_):
        raise ConnectionError("reset")

    with pytest.raises(ConnectionError, match="reset"):
        empty_bucket(Bucket(fail), "landing")
