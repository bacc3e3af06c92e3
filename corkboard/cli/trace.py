"""``corkboard trace``: one post from MySQL to its clean row, as a story or as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from rich.text import Text
from rich.tree import Tree

from corkboard import catalogue
from corkboard.cli.output import emit_json, out
from corkboard.verify.follow import follow

if TYPE_CHECKING:
    from corkboard.settings import Settings
    from corkboard.verify.story import KafkaRecord, KinesisRecord, Posting, Story

FATES = {
    "sent": "no answer is recorded: the poster was stopped, or is still waiting",
    "unknown": "no answer that says whether it was stored",
    "returned": "refused for the moment",
    "dead": "refused for good",
}


def trace(settings: Settings, feed: str, key: int, as_json: bool) -> int:
    """Print one post's way; return 0 when it was posted at all.

    Raises:
        CorkboardError: There is no such feed, or a server does not answer.
    """
    story = follow(settings, catalogue.feed_named(feed), key)
    if as_json:
        emit_json("trace", msgspec.to_builtins(story), status="ok" if story.postings else "failed")
    else:
        out.print(tree_of(story))
    return 0 if story.postings else 1


def tree_of(story: Story) -> Tree:
    """Return the story as a tree, one branch a hop."""
    feed = catalogue.feed_named(story.feed)
    tree = Tree(_title(f"{story.feed} {story.key}"))
    mysql = tree.add(_title("MySQL", feed.table))
    mysql.add(_pairs(story.row) if story.row else Text(f"no row with {feed.key} {story.key}"))
    if not story.postings:
        tree.add(_title("ledger", "never posted since the last reset"))
    for posting in story.postings:
        _add_posting(tree, posting)
    if not story.postings or any(not posting.is_streamed for posting in story.postings):
        _add_clean(tree, feed.clean, story, story.clean)
    if any(posting.is_streamed for posting in story.postings):
        _add_clean(tree, feed.streamed, story, story.streamed)
    for note in story.notes:
        tree.add(Text(note))
    return tree


def _add_posting(tree: Tree, posting: Posting) -> None:
    branch = tree.add(_title("posted", f"in run {posting.run}"))
    branch.add(Text(_fate(posting)))
    if posting.status != "acked" or not posting.place:
        return
    if posting.is_streamed:
        _add_kinesis(branch, posting)
    else:
        _add_topic(branch, posting)
    for reason in posting.dead_letters:
        branch.add(_title("dead letter", reason))


def _add_kinesis(branch: Tree, posting: Posting) -> None:
    absent = f"nothing any more, acknowledged in epoch {posting.epoch} of the stream:"
    _add_record(branch, "Kinesis", posting, posting.kinesis, absent=absent)


def _add_topic(branch: Tree, posting: Posting) -> None:
    _add_record(branch, "Kafka", posting, posting.kafka, absent="nothing at")
    if posting.s3:
        words = f"{posting.s3.name} line {posting.s3.line}: {posting.s3.match}"
        branch.add(_title("S3", words)).add(Text(posting.s3.body, style="dim"))
    else:
        prefix = catalogue.landing_prefix(posting.place[0]) if posting.place else ""
        branch.add(_title("S3", f"no object under {prefix} holds it"))


def _add_record(
    branch: Tree, hop: str, posting: Posting, record: KafkaRecord | KinesisRecord | None, *, absent: str
) -> None:
    place = _place(posting)
    if record is None:
        branch.add(_title(hop, f"{absent} {place}"))
        return
    verdict = "as it was sent" if record.as_sent else "not as it was sent"
    words = f"{place}, {_clock(record.at_ms / 1000)}: {verdict}"
    branch.add(_title(hop, words)).add(Text(record.value, style="dim"))


def _place(posting: Posting) -> str:
    return "{}[{}]@{}".format(*posting.place) if posting.place else "an unknown place"


def _fate(posting: Posting) -> str:
    sent = f"sent {_clock(posting.sent_at)}, " if posting.sent_at else ""
    if posting.status != "acked":
        reason = f": {posting.reason}" if posting.reason else ""
        return f"{sent}{FATES.get(posting.status, posting.status)}{reason}"
    when = _clock(posting.answered_at or 0)
    if posting.sent_at and posting.answered_at:
        when = f"{(posting.answered_at - posting.sent_at) * 1000:.0f} ms later"
    return f"{sent}acknowledged {when} at {_place(posting)}"


def _add_clean(tree: Tree, table: str, story: Story, rows: list[dict[str, Any]]) -> None:
    branch = tree.add(_title("clean", table))
    if not rows:
        branch.add(Text(f"no row with {catalogue.CLEAN_KEY} {story.key}"))
    for row in rows:
        branch.add(_pairs(row))
        if story.expected and row != story.expected:
            branch.add(Text("recomputed from MySQL it would be", style="bold red")).add(
                _pairs(story.expected)
            )


def _title(word: str, rest: str = "") -> Text:
    return Text.assemble((word, "bold"), f"  {rest}" if rest else "")


def _pairs(row: dict[str, Any]) -> Text:
    return Text(", ".join(f"{name}={value}" for name, value in row.items()))


def _clock(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + " UTC"
