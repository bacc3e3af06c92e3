"""A stack that a test may harm."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil

from corkboard.settings import load
from corkboard.stack.processes import family, noted
from corkboard.verify.check import check
from corkboard.verify.watch import Silent

if TYPE_CHECKING:
    from pathlib import Path


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
        self._posted_before = 0

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
        return family(self.supervisor())

    def supervisor(self) -> psutil.Process:
        """Return the process that all stand-ins are children of."""
        parent = self.process("kafka").parent()
        assert parent is not None
        return parent

    def kill(self, name: str) -> None:
        """End a stand-in as a crash would."""
        self.process(name).send_signal(signal.SIGKILL)

    def kill_family(self, pid: int) -> None:
        """End a process and all it started, as a crash would."""
        for process in family(psutil.Process(pid)):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def start_posting(self, *arguments: str) -> subprocess.Popen[str]:
        """Start posting in the background."""
        self._posted_before = self._acked()
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
        """Wait until that many records were acknowledged since posting was started."""
        deadline = time.monotonic() + 120
        while self._acked() - self._posted_before < records:
            assert time.monotonic() < deadline, (self.home / "post.log").read_text()[-3000:]
            time.sleep(0.1)

    def _acked(self) -> int:
        return sum(path.read_bytes().count(b'"acked"') for path in self.ledgers())

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
