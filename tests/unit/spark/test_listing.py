"""What has landed, and how few requests it takes to know."""

from __future__ import annotations

import pytest

from corkboard.bucket.store import Store
from corkboard_spark.landing.listing import partitions, since
from corkboard_spark.landing.names import Folder, key_of

TOPIC = "topics/a.pin/"
FOLDER = Folder("topics/a.pin/partition=0/", "a.pin", 0)


@pytest.fixture
def store(access):
    """The bucket as the job sees it."""
    return Store(access)


@pytest.fixture
def filled(bucket):
    """Sixty objects of a hundred records, and things that are no objects of ours."""
    for first in range(0, 6_000, 100):
        bucket.objects[key_of(FOLDER.stem, first)] = b"x" * 10
    bucket.objects[f"{FOLDER.prefix}_SUCCESS"] = b""
    bucket.objects[f"{FOLDER.stem}0000000000.json.meta.json"] = b""
    return bucket


def test_partitions_come_in_numerical_order(bucket, store):
    """Ten is not between one and two."""
    for number in (10, 2, 0):
        folder = f"{TOPIC}partition={number}/"
        bucket.objects[key_of(f"{folder}a.pin+{number}+", 0)] = b""
    bucket.objects[f"{TOPIC}partition=x/y"] = b""

    assert [folder.partition for folder in partitions(store, TOPIC, "a.pin")] == [0, 2, 10]


def test_a_topic_without_an_object_has_no_partition(store):
    """Nothing has landed yet."""
    assert partitions(store, TOPIC, "a.pin") == []


@pytest.mark.usefixtures("filled")
def test_the_first_run_lists_every_object_over_all_pages(store):
    """With their sizes, and without what is not ours."""
    objects = since(store, FOLDER, 0)

    assert [landed.first for landed in objects] == list(range(0, 6_000, 100))
    assert {landed.size_bytes for landed in objects} == {10}


@pytest.mark.parametrize("recorded", [1, 50, 100, 101, 150, 3_000, 5_900, 5_950, 6_000, 9_000])
def test_a_later_run_lists_from_the_object_of_the_last_record_on(filled, store, recorded):
    """That one may have been put again, longer; those before it are done."""
    objects = since(store, FOLDER, recorded)

    holder = min((recorded - 1) // 100 * 100, 5_900)
    assert holder in [landed.first for landed in objects]
    assert objects[-1].first == 5_900
    assert objects[0].first >= recorded - 10_001


def test_a_later_run_takes_few_requests(filled, store):
    """However much lies before it."""
    since(store, FOLDER, 5_950)

    assert len(filled.requests) <= 6


def test_an_object_that_came_late_is_listed(bucket, store):
    """Its successor landed first, and was held back."""
    for first in (0, 10, 20):
        bucket.objects[key_of(FOLDER.stem, first)] = b""

    assert [landed.first for landed in since(store, FOLDER, 10)] == [0, 10, 20]
