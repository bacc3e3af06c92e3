"""The streaming job of a stack, and what became of the records that were posted to it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

from corkboard import catalogue, ledger
from corkboard.verify.check import check
from corkboard.verify.watch import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacks import Stack

PATIENCE_S = 240
GLANCE_S = 0.5
Keys = set[tuple[str, int]]


class StreamJob:
    """``corkboard stream --forever``, which a test may kill and start anew."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it; what it says is kept in a file beside the stack's."""
        stack = self._stack
        command = [sys.executable, "-m", "corkboard", "--home", str(stack.home), "--name", stack.name]
        with (stack.home / "stream.log").open("ab") as log:
            self._process = subprocess.Popen([*command, "stream", "--forever"], stdout=log, stderr=log)

    def kill(self) -> None:
        """End it with all it started, as a crash would."""
        assert self._process is not None
        self._stack.kill_family(self._process.pid)
        self._process.wait(30)

    def end(self) -> int:
        """Ask it to end, and return its exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(PATIENCE_S)

    def assert_runs(self) -> None:
        """Fail with its last words if it has ended."""
        assert self._process is not None
        assert self._process.poll() is None, self.words()

    def words(self) -> str:
        """Return the end of what it said."""
        return (self._stack.home / "stream.log").read_text()[-3000:]


@contextlib.contextmanager
def streaming(stack: Stack) -> Iterator[StreamJob]:
    """Run the job until the block ends."""
    job = StreamJob(stack)
    try:
        yield job
    finally:
        with contextlib.suppress(Exception):
            job.kill()


def posted(stack: Stack, since: float = 0.0) -> Keys:
    """Return the feed and key of each record acknowledged since then, in seconds since 1970."""
    entries = ledger.read(stack.settings().ledger_dir)
    return {(one.feed, one.key) for one in entries if one.status == "acked" and one.at >= since}


def missing(stack: Stack) -> Keys:
    """Return what was acknowledged and whose key is not in the clean table."""
    settings = stack.settings()
    there: Keys = set()
    for feed in catalogue.FEEDS:
        with contextlib.suppress(TableNotFoundError):
            table = DeltaTable(settings.clean_table(feed.streamed)).to_pyarrow_table(
                columns=[catalogue.CLEAN_KEY]
            )
            there |= {(feed.name, key) for key in table.column(0).to_pylist()}
    return posted(stack) - there


def settle(stack: Stack, job: StreamJob, at_risk: Keys) -> Keys:
    """Wait until the tables lack nothing but what is at risk, and return what they lack.

    The proof is held against that: each loss that ``verify`` counts is one of these and goes with an epoch of
    its stream, and nothing else is lost, doubled or changed.
    """
    deadline = time.monotonic() + PATIENCE_S
    while (left := missing(stack)) - at_risk:
        job.assert_runs()
        assert time.monotonic() < deadline, f"{len(left - at_risk)} keys did not come:\n{job.words()}"
        time.sleep(GLANCE_S)
    feeds = check(stack.settings(), None, Silent()).streams
    findings = [(feed.feed, finding) for feed in feeds for finding in feed.findings]

    assert sum(hop.doubled + hop.changed for feed in feeds for hop in feed.hops) == 0, findings
    assert [feed.kinesis.lost for feed in feeds] == [0, 0, 0], findings
    assert {feed.feed: feed.clean.lost for feed in feeds} == {
        feed.feed: sum(name == feed.feed for name, _ in left) for feed in feeds
    }
    assert {(name, finding.key) for name, finding in findings} <= left
    assert all("it went with epoch" in finding.detail for _, finding in findings), findings
    assert stack.command("verify", check=False).returncode == (1 if left else 0)
    return left
