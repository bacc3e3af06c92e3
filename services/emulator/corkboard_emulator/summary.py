"""What a run came to, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.ledger import Entry, Plan
    from corkboard_emulator.progress import Progress


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A run's counts, earlier parts of a resumed run included; time and rate are of this part.

    Attributes:
        run: Its name, for ``--resume`` and ``corkboard verify --run``.
        path: ``batch`` or ``stream``.
        complete: Whether every record is acknowledged or dead.
        posts: Posts (a row of each feed) that are through, from the first without a gap.
        posted: By feed, the records that are acknowledged or dead.
        acked: Records acknowledged.
        unknown: How often an outcome stayed unknown; such a record was sent again, and may be doubled.
        dead: Records refused for good; the ledger has the reasons.
        seconds: How long this part took.
        records_per_s: Records acknowledged a second in this part.
    """

    run: str
    path: str
    complete: bool
    posts: int
    posted: dict[str, int]
    acked: int
    unknown: int
    dead: int
    seconds: float
    records_per_s: float


def summarize(run: str, plan: Plan, progress: Progress, *, acked_before: int, seconds: float) -> Summary:
    """Return a run's summary."""
    posted = {feed: len(settled) for feed, settled in progress.settled.items()}
    return Summary(
        run=run,
        path=plan.path,
        complete=progress.posts == plan.rows,
        posts=progress.posts,
        posted=posted,
        acked=progress.acked,
        unknown=progress.unknown,
        dead=progress.dead,
        seconds=round(seconds, 3),
        records_per_s=round((progress.acked - acked_before) / max(seconds, 0.001), 1),
    )


def sentences(summary: Summary, last_dead: Entry | None) -> Iterator[str]:
    """Yield the summary line by line."""
    feeds = ", ".join(f"{count:,} {feed}" for feed, count in summary.posted.items())
    yield f"run {summary.run}: {feeds}, {summary.path} path"
    yield (
        f"{summary.acked:,} records acknowledged, {summary.unknown:,} outcomes unknown and sent again, "
        f"{summary.dead:,} dead; {summary.seconds:.1f} s, {summary.records_per_s:,.0f} records/s"
    )
    if last_dead:
        yield f"the last one refused for good: {last_dead.feed} {last_dead.key}: {last_dead.reason}"
    if not summary.complete:
        yield f"not complete; go on with: corkboard post --resume {summary.run}"
