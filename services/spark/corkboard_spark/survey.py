"""What there is to do, found without a JVM: what has landed against what the clean tables have recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard.bucket.store import Store, StoreError
from corkboard.errors import NO_ANSWER, UnavailableError
from corkboard_spark import recorded
from corkboard_spark.landing import listing
from corkboard_spark.landing.bodies import content_of
from corkboard_spark.landing.names import key_of
from corkboard_spark.landing.spans import span_of

if TYPE_CHECKING:
    from corkboard.bucket.access import Access
    from corkboard.settings import Settings
    from corkboard_spark.datasets import Dataset
    from corkboard_spark.landing.names import Folder
    from corkboard_spark.landing.spans import Span


@dataclass(frozen=True, slots=True)
class Work:
    """What a run has to do for one feed.

    Attributes:
        dataset: The feed.
        spans: New records, a span for each topic-partition that has any.
        alarms: Newest objects that end before their time.
    """

    dataset: Dataset
    spans: tuple[Span, ...]
    alarms: tuple[str, ...]


def look(settings: Settings, access: Access, dataset: Dataset) -> Work:
    """Return what is new in one feed's landing folder.

    Raises:
        UnavailableError: S3 or a Delta table cannot be read.
    """
    topic = dataset.feed.topic(settings.prefix)
    store = Store(access)
    spans: list[Span] = []
    alarms: list[str] = []
    try:
        for folder in listing.partitions(store, catalogue.landing_prefix(topic), topic):
            span, alarm = _look_at(store, folder, recorded.next_offset(settings, dataset.feed.clean, folder))
            spans += [span] if span else []
            alarms += [alarm] if alarm else []
    except StoreError as error:
        hint = "does the bucket exist, and may these keys read it?" if error.status else NO_ANSWER
        raise UnavailableError(f"S3: {error}", service="s3", hint=hint) from error
    return Work(dataset, tuple(spans), tuple(alarms))


def _look_at(store: Store, folder: Folder, expected: int) -> tuple[Span, str]:
    """Return what is new in one partition, and what is wrong with its newest object."""
    objects = listing.since(store, folder, expected)
    if not objects:
        return span_of(folder, (), recorded=expected, end=expected), ""
    newest = objects[-1]
    key = key_of(folder.stem, newest.first, newest.suffix)
    lines, torn = content_of(store.get(key))
    is_short = bool(torn) or not lines
    alarm = f"{key} holds {len(lines)} whole records and then ends before its time" if is_short else ""
    return span_of(folder, objects, recorded=expected, end=newest.first + len(lines)), alarm
