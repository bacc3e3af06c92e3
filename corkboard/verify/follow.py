"""Follows one post through the hops, with the readers that ``check`` uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corkboard import catalogue, ledger
from corkboard.verify import delta, digests, kafka, mysql, posted
from corkboard.verify.follow_stream import follow_stream
from corkboard.verify.recompute import clean_row
from corkboard.verify.s3 import Bucket
from corkboard.verify.story import KafkaRecord, Posting, S3Line, Story, postings

if TYPE_CHECKING:
    from corkboard.catalogue import Feed
    from corkboard.settings import Settings
    from corkboard.verify.landed import ObjectName


def follow(settings: Settings, feed: Feed, key: int) -> Story:
    """Return the story of the row of ``feed`` with this key.

    Raises:
        UnavailableError: A server does not answer.
    """
    row = next((row for found, row in mysql.read_rows(settings, feed, [key]) if found == key), None)
    story = Story(
        feed=feed.name,
        key=key,
        row=row,
        postings=_postings(settings, feed, key),
        expected=dict(zip(feed.clean_columns, clean_row(feed, row), strict=True)) if row else None,
    )
    if any(not posting.is_streamed for posting in story.postings) or not story.postings:
        story.clean = _rows(delta.CleanTable(settings, feed, feed.clean, job="batch"), feed, story)
        Follower(settings, feed).fill_in(story)
    if any(posting.is_streamed for posting in story.postings):
        story.streamed = _rows(delta.CleanTable(settings, feed, feed.streamed, job="stream"), feed, story)
        follow_stream(settings, feed, story)
    return story


def _rows(table: delta.CleanTable, feed: Feed, story: Story) -> list[dict[str, Any]]:
    """Return a clean table's rows with the story's key, and note in the story why there can be none."""
    if table.problem:
        story.notes.append(table.problem)
    return [dict(zip(feed.clean_columns, seen, strict=True)) for seen in table.rows_of([story.key])]


def _postings(settings: Settings, feed: Feed, key: int) -> list[Posting]:
    return [
        posting
        for run in ledger.runs(settings.ledger_dir)
        for posting in postings(run, posted.read_run(settings, run), feed.name, key)
    ]


class Follower:
    """Finds a posting's record in Kafka, in S3 and among the dead letters."""

    def __init__(self, settings: Settings, feed: Feed) -> None:
        self._settings = settings
        self._feed = feed
        self._bucket = Bucket(settings)
        self._names: dict[tuple[str, int], list[ObjectName]] = {}

    def fill_in(self, story: Story) -> None:
        """Add to each posting what the hops have of it."""
        sink_letters = kafka.read_dead_letters(self._settings) if story.postings else []
        spark_letters = delta.read_dead_letters(self._settings, self._feed) if story.postings else []
        where = {
            **{(one["topic"], one["partition"], one["offset"]): one["reason"] for one in spark_letters},
            **{(one.topic, one.partition, one.offset): one.reason for one in sink_letters},
        }
        topics = catalogue.topics(self._settings.prefix)
        for posting in story.postings:
            if posting.place and posting.place[0] in topics:
                topic, partition, offset = posting.place[0], int(posting.place[1]), int(posting.place[2])
                self._fill_in(posting, topic, partition, offset)
                if (topic, partition, offset) in where:
                    posting.dead_letters.append(where[topic, partition, offset])

    def _fill_in(self, posting: Posting, topic: str, partition: int, offset: int) -> None:
        record = kafka.read_one(self._settings, topic, partition, offset)
        if record:
            as_sent = ledger.digest(record.value or b"") == posting.digest
            posting.kafka = KafkaRecord(record.at_ms, _text(record.value or b""), as_sent)
        value = record.value if record else None
        posting.s3 = self._find_line(topic, partition, offset, value, int(posting.digest, 16))

    def _find_line(
        self, topic: str, partition: int, offset: int, value: bytes | None, digest: int
    ) -> S3Line | None:
        """Return the line that holds a record: the one with its bytes, else its meaning, else its place."""
        name = self._object_before(topic, partition, offset)
        item = self._bucket.read_object(name) if name else None
        if item is None:
            return None
        meaning = digests.of_json(value) if value else None
        own = offset - item.first
        nearest_first = sorted(range(len(item.lines)), key=lambda at: abs(at - own))
        tests = (
            ("same bytes", lambda at: digests.of_bytes(item.lines[at]) == digest),
            ("re-encoded", lambda at: digests.of_json(item.lines[at]) == meaning),
            ("changed", lambda at: at == own),
        )
        for match, test in tests:
            for at in filter(test, nearest_first):
                return S3Line(item.name, at + 1, _text(item.lines[at]), match)
        return None

    def _object_before(self, topic: str, partition: int, offset: int) -> ObjectName | None:
        """Return the object with the last first offset that is not after this one."""
        place = (topic, partition)
        if place not in self._names:
            self._names[place] = self._bucket.list_objects(topic, partition)[0]
        before = [name for name in self._names[place] if name.first <= offset]
        return before[-1] if before else None


def _text(value: bytes) -> str:
    return value.decode(errors="replace")
