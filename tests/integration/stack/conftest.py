"""Stacks that a test may harm: each is its own, small, and removed at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from corkboard.settings import load
from corkboard.stack.processes import family, noted
from corkboard.verify.check import check
from corkboard.verify.watch import Silent

if TYPE_CHECKING:
    from pathlib import Path

    import psutil

ROWS = 1200


class Stack:
    """A running stack.

    Args:
        run: The command.
        home: Its folder.
        name: Its name.
    """

    def __init__(self, run, home: Path, name: str) -> None:
        self._run = run
        self.home = home
        self.name = name

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run the command on this stack."""
        return self._run(*arguments, home=self.home, name=self.name, check=check)

    def settings(self):
        """Return its settings as they are now."""
        return load({"name": self.name, "home": self.home})

    def process(self, name: str) -> psutil.Process:
        """Return a stand-in's living process."""
        deadline = time.monotonic() + 30
        note = self.home / ".corkboard" / self.name / "conf" / f"{name}.pid.json"
        while not (process := noted(note)):
            assert time.monotonic() < deadline, f"{name} does not run:\n{self.logs(name)}"
            time.sleep(0.1)
        return process

    def processes(self) -> list[psutil.Process]:
        """Return the supervisor and everything below it."""
        supervisor = self.process("kafka").parent()
        assert supervisor is not None
        return family(supervisor)

    def kill(self, name: str) -> None:
        """End a stand-in as a crash would."""
        self.process(name).send_signal(signal.SIGKILL)

    def start_posting(self, *arguments: str) -> subprocess.Popen[str]:
        """Start posting in the background."""
        command = [sys.executable, "-m", "corkboard", "--home", str(self.home), "--name", self.name]
        log = (self.home / "post.log").open("w")
        return subprocess.Popen(
            [*command, "post", *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ},
        )

    def finish_posting(self, posting: subprocess.Popen[str]) -> None:
        """Wait until all is posted and landed."""
        code = posting.wait(timeout=180)
        assert code == 0, (self.home / "post.log").read_text()[-3000:]
        self.command("wait", "--timeout", "90")

    def wait_posted(self, records: int) -> None:
        """Wait until that many records were acknowledged."""
        deadline = time.monotonic() + 120
        while sum(1 for path in self.ledgers() for line in path.open() if '"acked"' in line) < records:
            assert time.monotonic() < deadline, (self.home / "post.log").read_text()[-3000:]
            time.sleep(0.1)

    def ledgers(self) -> list[Path]:
        """Return the ledger's files."""
        return list((self.home / ".corkboard" / self.name / "ledger").glob("*.jsonl"))

    def losses(self) -> dict[str, int]:
        """Return what Kafka and S3 lost, doubled or changed, by feed, hop and kind; only what is not nought."""
        report = check(self.settings(), None, Silent())
        answer = {}
        for feed in report.feeds:
            for hop in (feed.kafka, feed.s3):
                for kind in ("lost", "doubled", "changed"):
                    if count := getattr(hop, kind):
                        answer[f"{feed.feed} {hop.name} {kind}"] = count
        return answer

    def logs(self, name: str) -> str:
        """Return the end of a stand-in's log."""
        return self.command("logs", name, "-n", "30", check=False).stdout


@pytest.fixture
def make_stack(parts, corkboard, tmp_path):
    """Return a factory of stacks that are up."""
    del parts
    made = []

    def make(name: str = "own", **environment: str) -> Stack:
        del environment
        stack = Stack(corkboard, tmp_path, name)
        made.append(stack)
        (tmp_path / "corkboard.toml").write_text(f"[targets.local.stack]\nrows = {ROWS}\n")
        stack.command("up")
        return stack

    yield make
    for stack in made:
        stack.command("destroy", "--yes", check=False)
