"""A platform in memory: tests change one hop and look at the result."""

from __future__ import annotations

import json
import sys
from array import array
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from corkboard import catalogue, ledger
from corkboard.verify import digests
from corkboard.verify.book import open_book
from corkboard.verify.foreign import key_of
from corkboard.verify.landed import LandedObject
from corkboard.verify.partition import PartitionLog
from corkboard.verify.recompute import clean_row
from corkboard.verify.reconcile import Evidence, reconcile

sys.path.insert(0, str(Path(__file__).parent))

TOPIC = "corkboard.user"
JOINED = datetime(2016, 1, 2, 3, 4, 5)  # noqa: DTZ001 - MySQL's have no zone


class World:
    """One feed in every hop.

    Attributes:
        entries: The ledger in scope; ``others`` the rest of it.
        kafka: Values by partition and offset.
        lowest: By partition, the first offset that Kafka still has.
        objects: S3's, by name.
        clean: The clean table's rows.
        mysql: Rows by key.
    """

    def __init__(self):
        self.entries, self.others = [], []
        self.kafka, self.lowest = {0: {}}, {}
        self.objects, self.clean, self.mysql = {}, [], {}
        self.sink_dead, self.spark_dead = {}, {}

    def row(self, key):
        """Return MySQL's row of a key."""
        return {"ind": key, "first_name": f"Ann{key}", "last_name": "Lee", "age": 30, "date_joined": JOINED}

    def value(self, key):
        """Return the row on the wire."""
        return json.dumps(self.row(key), default=str, separators=(",", ":")).encode()

    def entry(self, key, status="acked", place=None):
        """Return a line of the ledger."""
        return ledger.Entry("user", key, ledger.digest(self.value(key)), status, 1.0, place)

    def produce(self, value, partition=0):
        """Put a value into Kafka, and return its offset."""
        log = self.kafka.setdefault(partition, {})
        offset = max(log, default=-1) + 1
        log[offset] = value
        return offset

    def post(self, *keys, partition=0, entries=None):
        """Post rows that Kafka acknowledges."""
        for key in keys:
            self.mysql[key] = self.row(key)
            place = (TOPIC, partition, self.produce(self.value(key), partition))
            (self.entries if entries is None else entries).append(self.entry(key, place=place))

    def land(self, per_object=2, *, spell=bytes, blank=False):
        """Put what is in Kafka into objects, as the sink does, and what is in objects into the clean table."""
        for partition, log in self.kafka.items():
            dead = self.sink_dead.get(partition, set())
            good = {
                offset: value if value and offset not in dead else b""
                for offset, value in sorted(log.items())
            }
            kept = [(offset, value) for offset, value in good.items() if value or blank]
            for begin in range(0, len(kept), per_object):
                self.put(
                    kept[begin][0],
                    *(spell(value) for _, value in kept[begin : begin + per_object]),
                    partition=partition,
                )
        keys = {json.loads(line)["ind"] for item in self.objects.values() for line in item.lines if line}
        self.clean = [self.cleaned(key) for key in sorted(keys) if key in self.mysql]

    def put(self, first, *lines, partition=0):
        """Put an object, and return its name."""
        name = f"topics/{TOPIC}/partition={partition}/{TOPIC}+{partition}+{first:010d}.json"
        self.objects[name] = LandedObject(name, partition, first, lines)
        return name

    def change_line(self, number, old, new):
        """Replace bytes in the object at this place of the list."""
        name = list(self.objects)[number]
        item = self.objects[name]
        self.objects[name] = replace(item, lines=tuple(line.replace(old, new) for line in item.lines))
        return name

    def cleaned(self, key):
        """Return a key and its clean row's digest."""
        return key, digests.of_row(clean_row(catalogue.USER, self.row(key)))

    def logs(self):
        """Return what a reader would make of Kafka."""
        logs = {partition: PartitionLog(self.lowest.get(partition, 0)) for partition in self.kafka}
        for partition, log in logs.items():
            for offset, value in sorted(self.kafka[partition].items()):
                if offset >= log.start:
                    log.append(offset, value)
            log.close()
        return logs

    def result(self):
        """Reconcile, and return the feed's result."""
        book = open_book(self.entries, {TOPIC: catalogue.USER}, others=self.others).feeds[TOPIC]
        logs = self.logs()

        def meanings(wanted):
            return {
                part: array(
                    "Q", (self._meaning(part, logs[part].start + at) for at in range(len(logs[part])))
                )
                for part in wanted
            }

        def recomputed(keys):
            return [self.cleaned(key) for key in keys if key in self.mysql]

        def foreign_keys(places):
            keys = {place: key_of("ind", self.kafka[place[0]][place[1]], None) for place in places}
            return {place: key for place, key in keys.items() if key is not None}

        evidence = Evidence(
            logs=logs, objects=self.objects.values(), meanings=meanings, clean=self.clean, recomputed=recomputed,
            foreign_keys=foreign_keys, sink_dead=self.sink_dead, spark_dead=self.spark_dead,
        )  # fmt: skip
        return reconcile(book, evidence)

    def _meaning(self, partition, offset):
        value = self.kafka[partition].get(offset)
        return digests.of_json(value) if value and offset >= self.lowest.get(partition, 0) else 0


@pytest.fixture
def world():
    """Return an empty platform."""
    return World()
