"""What was asked for: the options checked against each other, and turned into a plan and a pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard.errors import UsageError
from corkboard.ledger import Plan
from corkboard_emulator import paths
from corkboard_emulator.pace import Human, Steady, Unpaced

if TYPE_CHECKING:
    from corkboard_emulator.pace import Pace

DEFAULT_ROWS = 100
DEFAULT_SEED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to post; ``None`` where nothing was said.

    Attributes:
        path: ``batch``, ``stream`` or ``both``.
        order: ``sequential`` or ``course``.
        seed: Of the draws.
        rows: How many posts.
        every: Each row once.
        forever: Without end.
        resume: The run to go on with, which then answers all of the above.
    """

    path: str | None = None
    order: str | None = None
    seed: int | None = None
    rows: int | None = None
    every: bool = False
    forever: bool = False
    resume: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How to post; a resumed run may do it another way.

    Attributes:
        rate: Posts a second; ``None`` for as fast as it goes.
        is_human: Pause as the course's scripts do.
        batch_size: Records a request.
        in_flight: Requests at the same time, of each feed.
        patience_s: How long a server may be away.
    """

    rate: float | None = None
    is_human: bool = False
    batch_size: int = 1
    in_flight: int = 20
    patience_s: float = 120


def check(wish: Wish, conduct: Conduct) -> None:
    """Refuse options that contradict each other.

    Raises:
        UsageError: Names them, and says what to give instead.
    """
    if conduct.rate is not None and conduct.is_human:
        raise UsageError("--rate and --pace exclude each other", hint="give one of them")
    if wish.resume is not None:
        if wish != Wish(resume=wish.resume):
            raise UsageError(
                "--resume goes on with the run's own path, rows, order and seed",
                hint="leave those options out; --rate, --pace, --batch-size and --in-flight may change",
            )
        return
    for path in paths.of_wish(wish.path):
        check_batch_size(path, conduct)
    if sum([wish.rows is not None, wish.every, wish.forever]) > 1:
        raise UsageError("--rows, --all and --forever exclude each other", hint="give one of them")
    if wish.every and wish.order == "course":
        raise UsageError(
            "--all has no meaning with --order course, which draws rows with replacement",
            hint="say how many draws: --rows 11154, or --forever",
        )


def check_batch_size(path: str, conduct: Conduct) -> None:
    """Refuse more records a request than a path takes.

    Raises:
        UsageError: Says how many it takes.
    """
    most = paths.PATHS[path].most
    if conduct.batch_size > most:
        raise UsageError(
            f"--batch-size {conduct.batch_size} is too many for --path {path}, which takes {most} a request",
            hint=f"give --batch-size {most} or fewer",
        )


def new_plans(wish: Wish, *, prefix: str, table_rows: int) -> list[Plan]:
    """Return a run's plan for each path that is wished for, all with the same draws; the wish was checked."""
    rows = DEFAULT_ROWS if wish.rows is None else wish.rows
    if wish.every:
        rows = table_rows
    return [
        Plan(
            path=path,
            prefix=prefix,
            order=wish.order or "sequential",
            seed=DEFAULT_SEED if wish.seed is None else wish.seed,
            rows=None if wish.forever else rows,
            table_rows=table_rows,
        )
        for path in paths.of_wish(wish.path)
    ]


def check_resumable(plan: Plan, *, prefix: str) -> None:
    """Refuse to go on with a run that posted elsewhere.

    Raises:
        UsageError: The settings have another prefix than the run.
    """
    if plan.prefix != prefix:
        raise UsageError(
            f"this run posted with the prefix {plan.prefix}, and the settings say {prefix}",
            hint=f"set CORKBOARD_PREFIX={plan.prefix}, or begin a new run",
        )


def pace_of(conduct: Conduct) -> Pace:
    """Return the pace that was asked for."""
    if conduct.is_human:
        return Human()
    return Steady(conduct.rate) if conduct.rate is not None else Unpaced()
