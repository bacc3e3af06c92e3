"""Who reads what: a span's objects cut into shares of equal cost, one a task.

A share names its objects as runs of equal steps: a million objects of one record are one run.
"""

from __future__ import annotations

import json
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corkboard_spark.landing.names import Landed

REQUEST_COST_BYTES = 20_000


class Run(NamedTuple):
    """``objects`` objects whose first offsets are ``first``, ``first + step``, and so on."""

    first: int
    step: int
    objects: int
    suffix: str


class Share(NamedTuple):
    """One task's objects, and the offset at which the next share (or the span's end) begins."""

    runs: list[Run]
    end: int

    def objects(self) -> Iterator[tuple[int, str, int]]:
        """Yield each object's first offset, its name's suffix, and the offset that its records must reach."""
        named = [(run.first + run.step * n, run.suffix) for run in self.runs for n in range(run.objects)]
        ends = [first for first, _ in named[1:]] + [self.end]
        yield from ((first, suffix, end) for (first, suffix), end in zip(named, ends, strict=True))


def runs_of(objects: Sequence[Landed]) -> list[Run]:
    """Return the objects as few runs."""
    runs: list[Run] = []
    for landed in objects:
        last = runs[-1] if runs else None
        if last is None or last.suffix != landed.suffix:
            runs.append(Run(landed.first, 0, 1, landed.suffix))
        elif last.objects == 1 or landed.first == last.first + last.step * last.objects:
            runs[-1] = last._replace(
                step=(landed.first - last.first) // last.objects, objects=last.objects + 1
            )
        else:
            runs.append(Run(landed.first, 0, 1, landed.suffix))
    return runs


def shares_of(objects: Sequence[Landed], *, end: int, tasks: int) -> list[Share]:
    """Cut the objects into at most ``tasks`` neighbouring shares of about equal cost.

    Args:
        objects: In order.
        end: The offset that the last object's records must reach.
        tasks: How many to make.
    """
    costs = list(accumulate(landed.size_bytes + REQUEST_COST_BYTES for landed in objects))
    total = costs[-1] if costs else 0
    owners = [(cost - 1) * tasks // total for cost in costs]
    starts = [0, *(at for at in range(1, len(owners)) if owners[at] != owners[at - 1]), len(owners)]
    parts = [objects[low:high] for low, high in pairwise(starts) if high > low]
    ends = [part[0].first for part in parts[1:]] + [end]
    return [Share(runs_of(part), stop) for part, stop in zip(parts, ends, strict=True)]


def dumps(shares: Sequence[Share]) -> str:
    """Return the shares as an option of the data source."""
    return json.dumps(shares)


def loads(text: str) -> list[Share]:
    """Return the shares that ``dumps`` wrote."""
    return [Share([Run(*run) for run in runs], end) for runs, end in json.loads(text)]
