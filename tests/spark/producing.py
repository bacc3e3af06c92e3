"""A producer that goes on while the batch is killed: objects of every size, grown, late and dirty.

| | |
|---|---|
| one record, or many | in most objects one, as users set it |
| grown | put short, and again longer under the same name before its successor comes |
| late | its successors land first |
| junk, blank | lines that are no records; the blank ones are no dead letters either |
| again | a key that was there before, with other values |

Each row carries its offset, so that a wrong record of the right key is seen.
"""

from __future__ import annotations

import contextlib
import itertools
import random
import time
from collections import Counter

from background import repeating
from landing_bucket import ROWS

from corkboard import catalogue

PARTITIONS = 2
PAUSE_S = 0.02
NAMES = {catalogue.PIN: "title", catalogue.GEO: "country", catalogue.USER: "first_name"}


class Producer:
    """Puts objects, and remembers what must come of them.

    Attributes:
        produced: The offset after the last record, by feed and partition.
        latest: Each key's latest row, by feed.
        junk: Place and text of each line that is to be a dead letter.
        kinds: How many objects of each kind there were.
    """

    def __init__(self, bucket, seed):
        self._bucket = bucket
        self._rng = random.Random(seed)
        self._grown = {}
        self._late = []
        self.produced = dict.fromkeys(itertools.product(catalogue.FEEDS, range(PARTITIONS)), 0)
        self.latest = {feed: {} for feed in catalogue.FEEDS}
        self.junk = []
        self.kinds = Counter()

    def turn(self):
        """Put one object into one partition, and what has waited long enough into the others."""
        self._put_due(time.monotonic())
        free = [place for place in self.produced if place not in self._grown]
        if not free:
            return
        place = self._rng.choice(free)
        first = self.produced[place]
        rows = self._rows(place, self._size())
        kind = self._rng.choices(("plain", "grown", "late"), (90, 8, 2))[0]
        self.kinds[kind] += 1
        if kind == "late":
            self._late.append((time.monotonic() + self._rng.uniform(0.5, 8), place, first, rows))
            return
        self._put(place, first, rows)
        if kind == "grown":
            longer = [*rows, *self._rows(place, self._rng.randint(1, 5))]
            self._grown[place] = (time.monotonic() + self._rng.uniform(0.05, 2), place, first, longer)

    def finish(self):
        """Put what has waited."""
        self._put_due(float("inf"))

    def _put_due(self, now):
        due = [one for one in (*self._late, *self._grown.values()) if one[0] <= now]
        self._late = [one for one in self._late if one[0] > now]
        self._grown = {place: one for place, one in self._grown.items() if one[0] > now}
        for _, place, first, rows in due:
            self._put(place, first, rows)

    def _put(self, place, first, rows):
        feed, partition = place
        self._bucket.put(feed, first, rows, partition=partition)

    def _size(self):
        most = self._rng.choices((1, 40, 300), (60, 37, 3))[0]
        return self._rng.randint(1, most)

    def _rows(self, place, count):
        """Make the next records of a partition."""
        return [self._row(*place) for _ in range(count)]

    def _row(self, feed, partition):
        offset = self.produced[feed, partition]
        self.produced[feed, partition] += 1
        kind = self._rng.choices(("record", "again", "junk", "blank"), (86, 10, 3, 1))[0]
        if kind == "blank":
            return ""
        if kind == "junk":
            line = f"junk {feed.name} {partition} {offset}"
            self.junk.append((feed.name, partition, offset, line))
            return line
        source = self._rng.randint(0, offset) if kind == "again" else offset
        ind = source * PARTITIONS + partition
        row = ROWS[feed](ind, **{NAMES[feed]: f"offset {offset}"})
        self.latest[feed][ind] = row
        return row


@contextlib.contextmanager
def producing(bucket, seed, *, every_s=PAUSE_S):
    """Yield a producer that goes on in the background; at the end of the block all has landed."""
    producer = Producer(bucket, seed)
    with repeating(producer.turn, every_s=every_s, finish=producer.finish):
        yield producer
