"""A landing bucket as weeks of posts leave it, taken down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from corkboard import catalogue
from corkboard.settings import load
from corkboard_infra import golden, profiles
from corkboard_infra.deploy import assembly, down, leftovers, up
from corkboard_infra.deploy.cloud import cloud_at

OBJECTS = 100_000
A_PAGE = 1000
PREFIX = "corkboard"  # that of the committed templates


def test_a_hundred_thousand_objects_go_with_their_stack(cloud):
    """One record an object, as most of the course's connectors write them; nothing is left."""
    place = cloud_at(load({"prefix": PREFIX, "aws": {"endpoint_url": cloud.url}}, environ={}))
    planned = [
        assembly.Planned(short, f"{PREFIX}-{short}", golden.path("minimal", short).read_text())
        for short in profiles.MINIMAL.stacks
    ]
    up.deploy(place, planned, lambda *_: None)
    s3, bucket = cloud.client("s3"), catalogue.bucket(PREFIX)

    def put(number):
        s3.put_object(Bucket=bucket, Key=f"topics/{PREFIX}.pin/partition=0/{number:010}.json", Body=b"{}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(OBJECTS)))
    said: list[str] = []
    down.take_down(place, lambda *_: None, said.append)

    [told] = [line for line in said if line.startswith(f"emptied s3://{bucket}: ")]
    deleted = int(told.split(": ")[1].split()[0].replace(",", ""))
    listed_twice = OBJECTS // A_PAGE + 1  # the emulator lists the last of a page again

    assert OBJECTS <= deleted <= OBJECTS + listed_twice
    assert leftovers.find(place) == []
