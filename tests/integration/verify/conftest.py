"""A small posted, landed and cleaned data set on the running stack, for tests to tamper with."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

import pyarrow as pa
import pytest
import requests
from deltalake import DeltaTable, write_deltalake

from corkboard import catalogue, clients, ledger
from corkboard.provision.ready import wait_connector, wait_landed
from corkboard.verify.mysql import read_rows
from corkboard.verify.recompute import clean_row

RUN = "20260101T000000Z-batch-test"
LATER_RUN = "20260102T000000Z-batch-test"
KEYS = range(12)
FOUR_AN_OBJECT = {"connect": {"records_per_object": 4}}
INSTANT = pa.timestamp("us", "UTC")
TYPES = {
    "pin": [pa.int64(), pa.string(), pa.string(), pa.string(), pa.int32(), *[pa.string()] * 6],
    "geo": [pa.int64(), pa.string(), pa.list_(pa.float64()), INSTANT],
    "user": [pa.int64(), pa.string(), pa.int64(), INSTANT],
}


@dataclass(frozen=True)
class Platform:
    """What a test works on: settings of its own, and the ways to each hop."""

    settings: object

    def produce(self, topic, *values):
        """Send records, and return their places."""
        answers = {}
        producer = clients.kafka_producer(self.settings)
        for number, value in enumerate(values):
            producer.produce(
                topic, value, on_delivery=lambda *answer, number=number: answers.update({number: answer})
            )
        producer.flush(20)
        assert [answers[number][0] for number in range(len(values))] == [None] * len(values)
        messages = [answers[number][1] for number in range(len(values))]
        return [(message.topic(), message.partition(), message.offset()) for message in messages]

    def post(self, feed, keys):
        """Post rows with an honest ledger, past the gateway."""
        values = {key: _wire(row) for key, row in read_rows(self.settings, feed, keys)}
        places = self.produce(feed.topic(self.settings.prefix), *values.values())
        with ledger.Writer(self.settings.ledger_dir, RUN) as book:
            for (key, value), place in zip(values.items(), places, strict=True):
                book.write(ledger.Entry(feed.name, key, ledger.digest(value), "acked", time.time(), place))

    def wait(self):
        """Wait until the sink has stored all records."""
        wait_landed(self.settings, timeout_s=30, report=lambda *_: None)

    def post_bad(self, feed, key):
        """Post what is no JSON, and return its place; the ledger calls it a row's record."""
        value = b"not JSON at all"
        (place,) = self.produce(feed.topic(self.settings.prefix), value)
        with ledger.Writer(self.settings.ledger_dir, LATER_RUN) as book:
            book.write(ledger.Entry(feed.name, key, ledger.digest(value), "acked", time.time(), place))
        return place

    def convert_as_json(self):
        """Let the sink write every value anew, as a connector with JsonConverter does."""
        name = catalogue.sink_connector(self.settings.prefix)
        url = f"{self.settings.connect.url}/connectors/{name}/config"
        config = requests.get(url, timeout=10).json()
        config |= {
            "value.converter": "org.apache.kafka.connect.json.JsonConverter",
            "value.converter.schemas.enable": "false",
        }
        requests.put(url, json=config, timeout=30).raise_for_status()
        wait_connector(self.settings, timeout_s=60)

    def clean(self, feed, keys, table=""):
        """Write a clean table as the Spark jobs do, the batch's by default."""
        rows = [clean_row(feed, row) for _, row in read_rows(self.settings, feed, keys)]
        schema = pa.schema(list(zip(feed.clean_columns, TYPES[feed.name], strict=True)))
        columns = [
            pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
        ]
        where = self.settings.clean_table(table or feed.clean)
        write_deltalake(where, pa.table(columns, schema=schema), mode="append")

    def table(self, feed):
        """Return a clean table to tamper with."""
        return DeltaTable(self.settings.clean_table(feed.clean))

    @property
    def s3(self):
        """An S3 client, and the bucket's name."""
        return clients.s3(self.settings), catalogue.bucket(self.settings.prefix)

    def objects(self, feed):
        """Return the names of a feed's objects in the order of their offsets."""
        s3, bucket = self.s3
        listed = s3.list_objects_v2(
            Bucket=bucket, Prefix=catalogue.landing_prefix(feed.topic(self.settings.prefix))
        )
        return [item["Key"] for item in listed.get("Contents", ())]

    def body(self, name):
        """Return an object's bytes."""
        s3, bucket = self.s3
        return s3.get_object(Bucket=bucket, Key=name)["Body"].read()

    def keys_in(self, feed, name):
        """Return the keys of an object's records."""
        return [json.loads(line)[feed.key] for line in self.body(name).splitlines()]

    def put(self, name, body):
        """Write an object over whatever is there."""
        s3, bucket = self.s3
        s3.put_object(Bucket=bucket, Key=name, Body=body)

    def kept(self):
        """Return what objects and clean tables hold: bodies by name, and versions by feed."""
        bodies = {name: self.body(name) for feed in catalogue.FEEDS for name in self.objects(feed)}
        return bodies, {feed: self.table(feed).version() for feed in catalogue.FEEDS}

    def undo(self, kept):
        """Let objects and clean tables hold again what they held."""
        (bodies, versions), (there, _) = kept, self.kept()
        s3, bucket = self.s3
        for name in there.keys() - bodies:
            s3.delete_object(Bucket=bucket, Key=name)
        for name, body in bodies.items():
            if there.get(name) != body:
                self.put(name, body)
        for feed, version in versions.items():
            table = self.table(feed)
            if table.version() != version:
                table.restore(version)
                versions[feed] = table.version()


def _wire(row):
    return json.dumps(row, default=str, separators=(",", ":"), ensure_ascii=False).encode()


def _whole(settings):
    """Return a platform on which twelve rows of each feed went all the way."""
    made = Platform(settings)
    for feed in catalogue.FEEDS:
        made.post(feed, KEYS)
    made.wait()
    for feed in catalogue.FEEDS:
        made.clean(feed, KEYS)
    return made


@pytest.fixture
def make_platform(fresh):
    """Return a factory of platforms of the test's own."""
    return lambda **sections: _whole(fresh(**{**FOUR_AN_OBJECT, **sections}))


@pytest.fixture(scope="module")
def shared(provisioned, tmp_path_factory):
    """The module's platform, and what it holds."""
    with provisioned(tmp_path_factory.mktemp("platform"), **FOUR_AN_OBJECT) as own:
        made = _whole(own)
        yield made, made.kept()


@pytest.fixture
def platform(shared):
    """The module's platform: a test may change its objects and clean tables, but neither topics nor ledger."""
    made, kept = shared
    yield made
    made.undo(kept)


@pytest.fixture
def make_cleaned(settings):
    """Return a maker of stacks that have twelve clean rows of each feed and nothing else."""

    def make(home, name):
        made = Platform(settings.model_copy(update={"home": home, "name": name}))
        for feed in catalogue.FEEDS:
            made.clean(feed, KEYS)
        (made.settings.state_dir / "outputs.json").write_text("{}")

    return make
