"""Kinesis in memory, as AWS has it: closed shards end, iterators expire, pages have a size."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.utils import formatdate

from botocore.exceptions import ClientError, ConnectTimeoutError

FIRST_NUMBER = 49600000000000000000000000000000000000000000000000000000
ITERATOR_S = 300
PAGE_BYTES = 10_000_000
BIRTH_S = 1_800_000_000.0


class FakeClock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.time_s = BIRTH_S

    def now_s(self):
        return self.time_s

    def sleep(self, seconds):
        self.time_s += seconds


@dataclass
class FakeShard:
    """One shard; ``end`` is its last number once it is closed."""

    parents: tuple = ()
    records: list = field(default_factory=list)
    end: int | None = None


@dataclass
class FakeStream:
    """One stream."""

    created_s: float
    shards: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """What an iterator stands for."""

    stream: FakeStream
    shard: str
    after: int
    from_s: float
    made_s: float


class FakeKinesis:
    """The client's calls, and what tests do to the streams.

    ``refusals`` are the codes of the next answers; ``is_gone`` lets every call time out.
    """

    def __init__(self, clock):
        self.clock = clock
        self.streams, self.places = {}, {}
        self.refusals, self.is_gone, self.calls = [], False, []
        self.ends_with_null = True
        self._number = FIRST_NUMBER

    def next_number(self):
        self._number += 1
        return self._number

    def create(self, name="s", shards=1):
        """Create a stream, or create it anew."""
        made = FakeStream(self.clock.now_s())
        made.shards = {_shard_id(number): FakeShard() for number in range(shards)}
        self.streams[name] = made

    def put(self, *data, name="s", shard=0):
        """Put records into a shard; return their sequence numbers."""
        held = self.streams[name].shards[_shard_id(shard)]
        assert held.end is None, "the shard is closed"
        numbers = [self.next_number() for _ in data]
        held.records += [
            {
                "SequenceNumber": str(number),
                "PartitionKey": f"key {shard}",
                "Data": one if isinstance(one, bytes) else str(one).encode(),
                "ApproximateArrivalTimestamp": round(self.clock.now_s(), 3),
            }
            for number, one in zip(numbers, data, strict=True)
        ]
        return [str(number) for number in numbers]

    def split(self, *shards, name="s", into=2):
        """Close shards, and give them children: a split, or a merge into one."""
        stream = self.streams[name]
        for shard in shards:
            stream.shards[_shard_id(shard)].end = self.next_number()
        first = len(stream.shards)
        for number in range(first, first + into):
            stream.shards[_shard_id(number)] = FakeShard(tuple(_shard_id(shard) for shard in shards))

    def open_shards(self, name="s"):
        """Return the numbers of the shards that take records."""
        return [
            number for number, shard in enumerate(self.streams[name].shards.values()) if shard.end is None
        ]

    # What the client asks.

    def describe_stream_summary(self, **asked):
        stream = self._stream("DescribeStreamSummary", asked)
        summary = {"StreamCreationTimestamp": stream.created_s, "RetentionPeriodHours": 24}
        headers = {"date": formatdate(self.clock.now_s(), usegmt=True)}
        return {"StreamDescriptionSummary": summary, "ResponseMetadata": {"HTTPHeaders": headers}}

    def list_shards(self, **asked):
        if "NextToken" in asked:
            name, _, after = asked["NextToken"].partition("|")
        else:
            name, after = asked["StreamName"], ""
        stream = self._stream("ListShards", {"StreamName": name})
        names = [shard for shard in sorted(stream.shards) if shard > after]
        page = {"Shards": [_listed(shard, stream.shards[shard]) for shard in names[:3]]}
        return {**page, "NextToken": f"{name}|{names[2]}"} if len(names) > 3 else page

    def get_shard_iterator(self, **asked):
        stream = self._stream("GetShardIterator", asked)
        if asked["ShardId"] not in stream.shards:
            raise refusal("ResourceNotFoundException", "GetShardIterator")
        after = int(asked.get("StartingSequenceNumber", 0))
        return {
            "ShardIterator": self._iterator(stream, asked["ShardId"], after, int(asked.get("Timestamp", 0)))
        }

    def get_records(self, **asked):
        self._answer("GetRecords")
        place = self.places[asked["ShardIterator"]]
        if self.clock.now_s() - place.made_s > ITERATOR_S:
            raise refusal("ExpiredIteratorException", "GetRecords")
        if place.stream not in self.streams.values():
            raise refusal("ResourceNotFoundException", "GetRecords")
        shard = place.stream.shards[place.shard]
        left = [one for one in shard.records if _is_behind(one, place)]
        page = _page(left, asked["Limit"])
        behind_ms = 1000 if len(page) < len(left) else 0
        answer = {"Records": page, "MillisBehindLatest": behind_ms}
        if shard.end is not None and not behind_ms and self.ends_with_null:
            return answer
        after = int(page[-1]["SequenceNumber"]) if page else place.after
        return {**answer, "NextShardIterator": self._iterator(place.stream, place.shard, after, place.from_s)}

    def _iterator(self, stream, shard, after, from_s):
        name = f"iterator {len(self.places)}"
        self.places[name] = Place(stream, shard, after, from_s, self.clock.now_s())
        return name

    def _stream(self, call, asked):
        self._answer(call)
        name = asked.get("StreamName") or asked["StreamARN"].rpartition("/")[2]
        if name not in self.streams:
            raise refusal("ResourceNotFoundException", call)
        return self.streams[name]

    def _answer(self, call):
        self.calls.append(call)
        if self.is_gone:
            raise ConnectTimeoutError(endpoint_url="http://nowhere")
        if self.refusals and (code := self.refusals.pop(0)):
            raise refusal(code, call)

    def expire_iterators(self):
        """Let every iterator be too old."""
        self.places = {name: replace(place, made_s=0) for name, place in self.places.items()}


def refusal(code, call, status=400):
    """Return the error that boto3 raises."""
    return ClientError(
        {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}, call
    )


def _shard_id(number):
    return f"shardId-{number:012d}"


def _is_behind(record, place):
    is_late_enough = record["ApproximateArrivalTimestamp"] >= place.from_s
    return int(record["SequenceNumber"]) > place.after and is_late_enough


def _page(records, most):
    size, page = 0, []
    for record in records[:most]:
        size += len(record["Data"])
        if page and size > PAGE_BYTES:
            break
        page.append(record)
    return page


def _listed(name, shard):
    parents = dict(zip(("ParentShardId", "AdjacentParentShardId"), shard.parents, strict=False))
    ending = {} if shard.end is None else {"EndingSequenceNumber": str(shard.end)}
    return {"ShardId": name, "SequenceNumberRange": {"StartingSequenceNumber": "1", **ending}, **parents}
