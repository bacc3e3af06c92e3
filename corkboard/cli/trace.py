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
    from corkboard.verify.story import Posting, Story

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
    place = "{}[{}]@{}".format(*posting.place or ("", "", ""))
    if posting.kinesis:
        verdict = "as it was sent" if posting.kinesis.as_sent else "not byte for byte as it was sent"
        words = f"{place}, {_clock(posting.kinesis.at_ms / 1000)}: {verdict}"
        branch.add(_title("Kinesis", words)).add(Text(posting.kinesis.value, style="dim"))
    else:
        branch.add(_title("Kinesis", f"nothing at {place} any more (epoch {posting.epoch} of the stream)"))


def _add_topic(branch: Tree, posting: Posting) -> None:
    topic, partition, offset = posting.place or ("", 0, 0)
    if posting.kafka:
        verdict = "as it was sent" if posting.kafka.as_sent else "not as it was sent"
        words = f"{topic}[{partition}]@{offset}, {_clock(posting.kafka.at_ms / 1000)}: {verdict}"
        branch.add(_title("Kafka", words)).add(Text(posting.kafka.value, style="dim"))
    else:
        branch.add(_title("Kafka", f"nothing at {topic}[{partition}]@{offset}"))
    if posting.s3:
        words = f"{posting.s3.name} line {posting.s3.line}: {posting.s3.match}"
        branch.add(_title("S3", words)).add(Text(posting.s3.body, style="dim"))
    else:
        branch.add(_title("S3", f"no object under {catalogue.landing_prefix(topic)} holds it"))


def _fate(posting: Posting) -> str:
    sent = f"sent {_clock(posting.sent_at)}, " if posting.sent_at else ""
    if posting.status != "acked":
        reason = f": {posting.reason}" if posting.reason else ""
        return f"{sent}{FATES.get(posting.status, posting.status)}{reason}"
    when = _clock(posting.answered_at or 0)
    if posting.sent_at and posting.answered_at:
        when = f"{(posting.answered_at - posting.sent_at) * 1000:.0f} ms later"
    place = "{}[{}]@{}".format(*posting.place) if posting.place else "an unknown place"
    return f"{sent}acknowledged {when} at {place}"


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
