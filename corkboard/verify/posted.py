"""Reads the ledger's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from corkboard import catalogue, ledger
from corkboard.errors import UsageError, VerifyError
from corkboard.verify.book import Book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.settings import Settings
    from corkboard.verify.watch import Watcher

STEP = 20_000
TO_TOPICS = "batch"


def read_book(settings: Settings, run: str | None, watcher: Watcher) -> Book:
    """Return everything posted since ``reset``, packed; with ``run`` the others are known and not checked.

    Raises:
        UsageError: There is no such run.
        VerifyError: Nothing was posted, or the ledger is damaged.
    """
    folder = settings.ledger_dir
    runs = ledger.runs(folder)
    if run and run not in runs:
        recent = ", ".join(runs[-3:])
        raise UsageError(f"there is no run {run} in {folder}", hint=f"the last ones: {recent or 'none yet'}")
    book = Book(catalogue.topics(settings.prefix))
    advance = watcher.begin("ledger", None)
    for name in runs:
        is_ours = _posts_to_topics(settings, name)
        for number, entry in enumerate(read_run(settings, name), start=1):
            if is_ours:
                book.add(entry, in_scope=run in (None, name))
            else:
                book.add_outside(entry)
            if not number % STEP:
                advance(STEP)
    if not book.acknowledged:
        raise _nothing(settings, run, book.outside)
    return book


def read_run(settings: Settings, run: str) -> Iterator[ledger.Entry]:
    """Yield a run's entries.

    Raises:
        VerifyError: A line is not an entry.
    """
    try:
        yield from ledger.read(settings.ledger_dir, run)
    except msgspec.DecodeError as error:
        path = settings.ledger_dir / f"{run}.jsonl"
        raise VerifyError(f"the ledger {path} is damaged: {error}", hint="move that file away") from error


def _posts_to_topics(settings: Settings, run: str) -> bool:
    """Say whether a run posts to this prefix's topics; one without a plan is taken to."""
    try:
        plan = ledger.read_plan(settings.ledger_dir, run)
    except UsageError:
        return True
    return plan.path == TO_TOPICS and plan.prefix == settings.prefix


def _nothing(settings: Settings, run: str | None, outside: int) -> VerifyError:
    scope = f"in run {run}" if run else "since the last reset"
    elsewhere = f" ({outside} went to streams or to topics of another prefix)" if outside else ""
    return VerifyError(
        f"nothing was posted to {settings.prefix}'s topics {scope}{elsewhere}",
        hint="post something first: corkboard post --rows 100",
    )
