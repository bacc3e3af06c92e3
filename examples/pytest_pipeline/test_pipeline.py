"""What a test of a pipeline looks like: post, wait, and look at what arrived."""

from __future__ import annotations

import json

import requests

FAILURES = ("lost", "doubled", "changed")


def test_posts_reach_the_bucket_as_they_were_sent(empty_corkboard):
    """Ten rows of each table, through the gateway, Kafka and the sink."""
    run = empty_corkboard.post(rows=10)
    stored = empty_corkboard.wait_for_s3()

    assert (run["acked"], stored) == (30, 30)
    assert sorted(pin["index"] for pin in empty_corkboard.records("pin")) == list(range(10))


def test_a_record_of_my_own_goes_the_same_way(empty_corkboard):
    """Whatever client posts it; here, requests."""
    answer = requests.post(
        f"{empty_corkboard.gateway_url}/topics/{empty_corkboard.topic('geo')}",
        data=json.dumps({"records": [{"value": {"ind": 7, "country": "Chile"}}]}),
        headers={"Content-Type": "application/vnd.kafka.json.v2+json"},
        timeout=10,
    )
    empty_corkboard.wait_for_s3()

    assert answer.json()["offsets"][0]["error_code"] is None
    assert empty_corkboard.records("geo") == [{"ind": 7, "country": "Chile"}]


def test_spark_cleans_what_was_posted(empty_corkboard):
    """The clean tables as Arrow, and the proof that no hop lost, doubled or changed anything."""
    empty_corkboard.post(rows=20)
    empty_corkboard.wait_for_s3()
    empty_corkboard.clean()

    users = empty_corkboard.tables()["user"]
    assert sorted(users.column("ind").to_pylist()) == list(range(20))
    assert "user_name" in users.column_names
    assert empty_corkboard.verify()["passed"]


def test_a_stream_holds_what_was_put(empty_corkboard):
    """With the ready client of Kinesis."""
    empty_corkboard.post(rows=5, path="stream")

    client, stream = empty_corkboard.kinesis(), empty_corkboard.stream("pin")
    shard = client.list_shards(StreamName=stream)["Shards"][0]["ShardId"]
    start = client.get_shard_iterator(StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
        "ShardIterator"
    ]
    found = client.get_records(ShardIterator=start)["Records"]
    assert sorted(json.loads(record["Data"])["index"] for record in found) == list(range(5))
