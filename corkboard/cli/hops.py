"""The demo's hops on a real stack: each runs one step and says how far it is."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from corkboard import catalogue
from corkboard.airflow import runs
from corkboard.cli.services import run_quietly
from corkboard.cli.up import bring_up
from corkboard.errors import UnavailableError
from corkboard.provision.ready import landed, wait_landed
from corkboard.verify.check import check
from corkboard.verify.follow import follow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corkboard.airflow.runs import Run
    from corkboard.cli.globals import Globals
    from corkboard.settings import Settings
    from corkboard.stack.engine import Engine
    from corkboard.verify.check import Report
    from corkboard.verify.story import Story
    from corkboard.verify.watch import Advance

    Say = Callable[[str], None]

UP_TIMEOUT_S = 300
LANDING_TIMEOUT_S = 120
PROGRAM_TIMEOUT_S = 600
SLOWEST_RECORDS_PER_S = 100
BROKEN_ROW = 7528


class StackHops:
    """The hops of one stack.

    Args:
        engine: Runs the stack.
        options: Name the stack.
        rows: How many rows are posted; all when there is no number.
        also: Optional stand-ins that are wanted besides.
    """

    def __init__(
        self, engine: Engine, options: Globals, rows: int | None, also: tuple[str, ...] = ()
    ) -> None:
        self._engine = engine
        self._also = also
        self._options = options
        self._rows = rows

    @property
    def _settings(self) -> Settings:
        return self._options.settings()

    @property
    def page(self) -> Path:
        """The file with the answers."""
        settings = self._engine.settings
        return (settings.stack.out_dir or settings.state_dir) / "report.html"

    def up(self, say: Say) -> None:
        """Start the stack on an empty folder."""
        self._engine.destroy()
        bring_up(
            self._engine,
            self._options,
            only=(),
            also=self._also,
            timeout_s=UP_TIMEOUT_S,
            report=lambda name, state: say(f"{name} {state}"),
        )
        say("MySQL seeded; Kafka, Connect, S3, Kinesis and the gateway are usable")

    def post(self, say: Say) -> dict[str, Any]:
        """Post the rows along both paths, and return the emulator's summary of each."""
        settings = self._settings
        total = (self._rows or settings.stack.rows) * len(catalogue.FEEDS)
        answer = run_quietly(
            settings,
            "corkboard_emulator",
            [*(["--rows", str(self._rows)] if self._rows else ["--all"]), "--path", "both", "--json"],
            timeout_s=PROGRAM_TIMEOUT_S + total / SLOWEST_RECORDS_PER_S,
            while_running=lambda: self._say_posted(settings, total, say),
        )
        paths: dict[str, Any] = json.loads(answer)
        count = sum(one["acked"] for one in paths.values())
        rate = count / max(one["seconds"] for one in paths.values())
        say(f"{count:,} records through the gateway, {rate:,.0f} a second, to Kafka and to Kinesis")
        return paths

    def _say_posted(self, settings: Settings, total: int, say: Say) -> None:
        with contextlib.suppress(UnavailableError):  # only the display needs it
            say(f"{_in_kafka(settings):,} of {total:,} records in Kafka, and about as many in Kinesis")

    def land(self, say: Say) -> None:
        """Wait until all is in S3."""
        stored = wait_landed(
            self._settings,
            timeout_s=LANDING_TIMEOUT_S,
            report=lambda done, end: say(f"{done:,} of {end:,} records"),
        )
        say(f"{stored:,} records in S3")

    def batch(self, say: Say) -> None:
        """Clean what has landed, and write the answers as a page."""
        say("Spark cleans and answers")
        arguments = ["--json", "--report", str(self.page)]
        run_quietly(self._settings, "corkboard_spark.batch", arguments, timeout_s=PROGRAM_TIMEOUT_S)
        say("three clean Delta tables, nine answers, one page")

    def dag(self, say: Say) -> Run:
        """Let Airflow run the daily DAG, whose notebook cleans what has landed; then write the answers."""
        settings = self._settings
        name = runs.trigger(settings, catalogue.DAILY_BATCH)
        run = runs.wait(
            settings,
            catalogue.DAILY_BATCH,
            name,
            timeout_s=PROGRAM_TIMEOUT_S,
            report=lambda now: say(now.told()),
        )
        arguments = ["--json", "--html", str(self.page)]
        run_quietly(settings, "corkboard_spark.report", arguments, timeout_s=PROGRAM_TIMEOUT_S)
        say(run.told())
        return run

    def stream(self, say: Say) -> None:
        """Clean what came through Kinesis."""
        say("Spark reads the streams")
        answer = run_quietly(
            self._settings, "corkboard_spark.stream", ["--json"], timeout_s=PROGRAM_TIMEOUT_S
        )
        records = sum(feed["records"] for feed in json.loads(answer)["feeds"])
        say(f"{records:,} records from three streams in clean Delta tables")

    def verify(self, say: Say) -> Report:
        """Read every hop and reconcile it with what was posted."""
        return check(self._settings, None, _Saying(say))

    def trace(self, say: Say) -> Story:
        """Follow one post: the broken row, where it was posted."""
        is_posted = self._rows is None or self._rows > BROKEN_ROW
        story = follow(self._settings, catalogue.PIN, BROKEN_ROW if is_posted else 0)
        say(f"{story.feed} {story.key} followed from MySQL to its clean row")
        return story

    def down(self, say: Say) -> None:
        """Stop the stack; its data stays."""
        self._engine.down()
        say("the stack is stopped, its data stays")


class _Saying:
    """A watcher that says how far each reading is."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def begin(self, step: str, total: int | None) -> Advance:
        """Start a reading."""
        done = 0

        def advance(more: int, /) -> None:
            nonlocal done
            done += more
            self._say(f"{step} {done:,}" + (f" of {total:,}" if total else ""))

        return advance


def _in_kafka(settings: Settings) -> int:
    return sum(end for _, end in landed(settings).values())
