"""``corkboard verify``: each feed's way through the hops, as a table or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from corkboard.cli.output import emit_json, err, out
from corkboard.verify.check import Report, check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from corkboard.settings import Settings
    from corkboard.verify.check import Path
    from corkboard.verify.findings import Finding, Hop
    from corkboard.verify.result import Result
    from corkboard.verify.watch import Advance

SHOWN = 5
KINDS = ("lost", "doubled", "changed")
COUNTS = {
    "batch": ("posted", "Kafka", "S3", "clean", "due", *KINDS, "dead", "foreign"),
    "stream": ("posted", "Kinesis", "clean", "due", *KINDS, "dead", "foreign"),
}


class ReadingProgress:
    """Shows how far the reading is, on standard error and on a terminal only."""

    def __init__(self) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)

    def begin(self, step: str, total: int | None) -> Advance:
        """Add a line for a step."""
        task = self._progress.add_task(step, total=total)
        return lambda done: self._progress.advance(task, done)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()


def verify(settings: Settings, *, run: str | None, path: Path = "both", as_json: bool) -> int:
    """Print what each hop holds of what was posted; return 0 when nothing was lost, doubled or changed.

    Raises:
        CorkboardError: Nothing was posted, or a server does not answer.
    """
    with ReadingProgress() as progress:
        report = check(settings, run, progress, path=path)
    if as_json:
        emit_json("verify", as_data(report), status="ok" if report.passed else "failed")
    else:
        show(report)
    return 0 if report.passed else 1


def as_data(report: Report) -> dict[str, Any]:
    """Return the report in JSON's own types."""
    data: dict[str, Any] = msgspec.to_builtins(report)
    data["passed"] = report.passed
    paths: dict[str, Sequence[Result]] = {"feeds": report.feeds, "streams": report.streams}
    for name, results in paths.items():
        for plain, feed in zip(data[name], results, strict=True):
            plain["passed"] = feed.passed
    return data


def show(report: Report) -> None:
    """Print the report as a table for each path, with a line for each of the first failures."""
    paths: dict[str, Sequence[Result]] = {"batch": report.feeds, "stream": report.streams}
    for path, results in paths.items():
        if results:
            out.print(_table(path, results))
    remarks = [line for path, results in paths.items() for feed in results for line in _remarks(path, feed)]
    for line in [*remarks, *report.notes]:
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    scope = f"run {report.run}" if report.run else "everything since the last reset"
    scope += "" if report.path == "both" else f" along the path {report.path}"
    out.print(f"{scope}, checked in {report.seconds:.1f} s", highlight=False)


def _table(path: str, results: Sequence[Result]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(path, min_width=max(map(len, COUNTS)))
    for column in COUNTS[path]:
        table.add_column(column, justify="right")
    table.add_column("")
    for feed in results:
        verdict = "[bold green]PASS[/]" if feed.passed else "[bold red]FAIL[/]"
        table.add_row(feed.feed, *(f"{count:,}" for count in _row(feed)), verdict)
    return table


def _row(feed: Result) -> list[int]:
    """Return a feed's counts; ``clean`` and ``due`` are distinct keys, the others records."""
    failures = [sum(getattr(hop, kind) for hop in feed.hops) for kind in KINDS]
    dead = next((hop.dead_lettered for hop in feed.hops if hop.dead_lettered), 0)
    foreign = max(hop.foreign for hop in feed.hops)
    return [feed.posted, *(hop.found for hop in feed.hops), feed.clean.due, *failures, dead, foreign]


def _remarks(path: str, feed: Result) -> list[str]:
    """Return what a feed's row cannot say, failures first."""
    who = f"{path} {feed.feed}"
    failures = [line for hop in feed.hops for kind in KINDS for line in _failures(who, hop, kind)]
    foreign = [words for hop in feed.hops for words in _foreign(hop)]
    return failures + [f"{who}: {words}" for words in [*_counts(feed), *foreign, *feed.notes]]


def _failures(who: str, hop: Hop, kind: str) -> list[str]:
    total = getattr(hop, kind)
    if kind == "lost" and total == hop.due > SHOWN:
        return [f"✘ {who}: all {total:,} lost in {hop.name}"]
    first = [item for item in hop.findings if item.kind == kind][:SHOWN]
    lines = [_line(who, item) for item in first]
    if total > len(first):
        lines.append(f"✘ {who}: {total:,} {kind} in {hop.name}; above are the first {len(first)}")
    return lines


def _line(who: str, item: Finding) -> str:
    return f"✘ {who} {_key(item.key)} {item.kind} in {item.hop}: {item.place}: {item.detail}"


def _foreign(hop: Hop) -> list[str]:
    """Return a line for each of the first records at a hop that nobody here posted."""
    first = hop.foreign_records[:SHOWN]
    lines = [f"foreign in {hop.name}: {_key(item.key)} at {item.place}" for item in first]
    if hop.foreign_records and hop.foreign > len(first):
        lines.append(f"{hop.foreign:,} foreign in {hop.name}; above are the first {len(first)}")
    return lines


def _key(key: int | str | None) -> str:
    return "an unknown key" if key is None else f"key {key!r}"


def _counts(feed: Result) -> list[str]:
    """Return the counts that are no failure and yet worth a line."""
    log, clean = feed.hops[0], feed.clean
    told = [
        (log.explained, "arrived without an acknowledgement, which a send of unknown fate explains"),
        (feed.unanswered, "sent with unknown fate, and never arrived"),
        (feed.refused, "refused for good when they were posted"),
        (log.expired, f"acknowledged, and since removed from {log.name.capitalize()}"),
        *(
            (hop.reencoded, f"re-encoded in {hop.name}: spelled differently, the same in meaning")
            for hop in feed.hops
        ),
        (clean.dead_lettered, "distinct keys dead-lettered, and so not due in clean"),
        (clean.missing_before, "keys absent from clean because an earlier hop lost them"),
    ]
    return [f"{count:,} {words}" for count, words in told if count]
