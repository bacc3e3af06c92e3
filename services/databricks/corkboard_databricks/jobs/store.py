"""What lasts of jobs and runs: one SQLite file, written by this process alone."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from corkboard_databricks.jobs.specs import RunSpec
from corkboard_databricks.jobs.states import Attempt, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_S = 10
COLUMNS = ", ".join(field.name for field in fields(Attempt))
PLACES = ", ".join("?" for _ in fields(Attempt))
RUNS = """
select run_id, job_id, number, name, kind, token, spec, created_ms, ended_ms, life, result, message
from runs where is_deleted = 0"""
decode_spec = msgspec.json.Decoder(RunSpec).decode


@dataclass(frozen=True, slots=True)
class Job:
    """A job.

    Attributes:
        settings: As the client gave them.
        run_count: How many runs it has had.
    """

    job_id: int
    created_ms: int
    settings: dict[str, Any]
    run_count: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run.

    Attributes:
        number: Its place among the job's runs.
        kind: ``SUBMIT_RUN`` or ``JOB_RUN``.
        final: How it ended; None until it has.
    """

    run_id: int
    job_id: int
    number: int
    name: str
    kind: str
    token: str | None
    spec: RunSpec
    created_ms: int
    ended_ms: int = 0
    final: State | None = None


class Store:
    """All of them; may be asked from any thread.

    Args:
        path: The file; it is made when it is not there.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        self._turn = threading.RLock()
        self._base = sqlite3.connect(path, timeout=BUSY_S, check_same_thread=False, isolation_level=None)
        self._base.executescript("pragma journal_mode = wal; pragma synchronous = normal;")
        self._base.executescript((resources.files(__package__) / "schema.sql").read_text())

    def close(self) -> None:
        """Write what is left, and let go of the file."""
        with self._turn:
            self._base.close()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Do what is inside as one change, or not at all."""
        with self._turn:
            self._base.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._base.execute("rollback")
                raise
            self._base.execute("commit")

    def new_number(self) -> int:
        """Return a number that no job and no run has had."""
        with self._turn:
            return int(self._base.execute("insert into numbers default values").lastrowid or 0)

    def add_job(self, job_id: int, settings: dict[str, Any], now_ms: int) -> None:
        """Keep a new job."""
        text = msgspec.json.encode(settings).decode()
        self._do("insert into jobs (job_id, created_ms, settings) values (?, ?, ?)", job_id, now_ms, text)

    def change_job(self, job_id: int, settings: dict[str, Any]) -> None:
        """Give a job other settings."""
        self._do(
            "update jobs set settings = ? where job_id = ?", msgspec.json.encode(settings).decode(), job_id
        )

    def remove_job(self, job_id: int) -> None:
        """Forget a job; its runs stay."""
        self._do("delete from jobs where job_id = ?", job_id)

    def job(self, job_id: int) -> Job | None:
        """Return a job."""
        return next(iter(self._jobs("where job_id = ?", job_id)), None)

    def jobs(self) -> list[Job]:
        """Return every job, the newest first."""
        return self._jobs("order by job_id desc")

    def count_run(self, job_id: int) -> int:
        """Return the next place among a job's runs."""
        self._do("update jobs set run_count = run_count + 1 where job_id = ?", job_id)
        found = self.job(job_id)
        return found.run_count if found else 1

    def add_run(self, run: Run) -> None:
        """Keep a new run."""
        self._do(
            "insert into runs (run_id, job_id, number, name, kind, token, spec, created_ms)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            *(run.run_id, run.job_id, run.number, run.name, run.kind, run.token),
            *(msgspec.json.encode(run.spec).decode(), run.created_ms),
        )

    def end_run(self, run_id: int, final: State, now_ms: int) -> None:
        """Note how a run ended."""
        self._do(
            "update runs set life = ?, result = ?, message = ?, ended_ms = ? where run_id = ?",
            *(final.life, final.result, final.message, now_ms, run_id),
        )

    def remove_run(self, run_id: int) -> None:
        """Forget a run, but not that its token was used."""
        with self.whole():
            self._do("update runs set is_deleted = 1, spec = '' where run_id = ?", run_id)
            self._do("delete from attempts where parent = ?", run_id)

    def run(self, run_id: int) -> Run | None:
        """Return a run."""
        return next(iter(self._runs("run_id = ?", run_id)), None)

    def runs(self) -> list[Run]:
        """Return every run, the newest first."""
        return self._runs("1")

    def token(self, token: str) -> tuple[int, bool] | None:
        """Return the run that was submitted with a token, and whether it was deleted since."""
        rows = self._rows("select run_id, is_deleted from runs where token = ?", token)
        return (int(rows[0][0]), bool(rows[0][1])) if rows else None

    def keep(self, attempt: Attempt) -> None:
        """Write a try as it is now."""
        self._do(f"insert or replace into attempts ({COLUMNS}) values ({PLACES})", *astuple(attempt))  # noqa: S608 - our own names

    def drop(self, attempt: Attempt) -> None:
        """Forget a try that was not begun."""
        self._do("delete from attempts where run_id = ?", attempt.run_id)

    def attempts(self, parent: int) -> list[Attempt]:
        """Return the tries of a run's tasks."""
        return self._attempts("parent", parent)

    def attempt(self, run_id: int) -> Attempt | None:
        """Return a try by its own run's number."""
        return next(iter(self._attempts("run_id", run_id)), None)

    def forget(self) -> None:
        """Forget all jobs and runs; numbers are not given twice."""
        with self.whole():
            for table in ("jobs", "runs", "attempts"):
                self._do(f"delete from {table}")  # noqa: S608 - our own names

    def _attempts(self, column: str, value: int) -> list[Attempt]:
        rows = self._rows(f"select {COLUMNS} from attempts where {column} = ? order by run_id", value)  # noqa: S608
        return [Attempt(*row) for row in rows]

    def _jobs(self, rest: str, *values: object) -> list[Job]:
        rows = self._rows(f"select job_id, created_ms, settings, run_count from jobs {rest}", *values)  # noqa: S608
        return [Job(one, made, msgspec.json.decode(text), count) for one, made, text, count in rows]

    def _runs(self, condition: str, *values: object) -> list[Run]:
        rows = self._rows(f"{RUNS} and {condition} order by run_id desc", *values)
        return [
            Run(run_id, job_id, number, name, kind, token, decode_spec(spec), made, ended, _final(*how))
            for run_id, job_id, number, name, kind, token, spec, made, ended, *how in rows
        ]

    def _do(self, statement: str, *values: object) -> None:
        with self._turn:
            self._base.execute(statement, values)

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._turn:
            return self._base.execute(statement, values).fetchall()


def _final(life: str, result: str, message: str) -> State | None:
    return State(life, result, message) if life else None
