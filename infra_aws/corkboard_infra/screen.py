"""How the verbs look: results on standard output, what happens meanwhile on standard error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from corkboard_infra import bill as bills
from corkboard_infra.prices import HOURS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corkboard_infra.bill import Line
    from corkboard_infra.deploy.leftovers import Leftover
    from corkboard_infra.deploy.running import Running
    from corkboard_infra.deploy.stacks import Event
    from corkboard_infra.overview import StackView
    from corkboard_infra.prices import Price

out, err = Console(), Console(stderr=True)


def show_stacks(stacks: Sequence[StackView], to: Console = out) -> None:
    """Print a row a stack."""
    table = _table("stack", "plays", "resources", "USD/h idle", "asks for")
    for one in stacks:
        table.add_row(
            one.name,
            ", ".join(one.plays) or "-",
            str(one.resources),
            f"{one.usd_per_hour:.3f}",
            ", ".join(one.asks),
        )
    to.print(table)


def show_bill(lines: Sequence[Line], hours: float | None) -> None:
    """Print a row a position, and the sums."""
    table = _table(
        "stack", "what", "count", "USD each", "USD/h", f"USD in {hours:g} h" if hours else "USD/month"
    )
    span, digits = (hours, 3) if hours else (HOURS_PER_MONTH, 2)
    for line in lines:
        each = f"{line.price.usd:g} per {line.price.per}"
        cost = f"{line.usd_per_hour * span:.{digits}f}"
        table.add_row(line.stack, line.price.what, str(line.count), each, f"{line.usd_per_hour:.4f}", cost)
    table.add_row(
        "",
        "in all, while nothing happens",
        "",
        "",
        f"{bills.usd(lines, 1):.4f}",
        f"{bills.usd(lines, span):.{digits}f}",
    )
    out.print(table)


def show_use(prices: Iterable[Price]) -> None:
    """Print what is paid only when something happens."""
    for price in prices:
        out.print(f"on top, by use: {price.what}, {price.usd:g} USD per {price.per}", highlight=False)


def show_running(stacks: Sequence[Running], to: Console) -> None:
    """Print a row a stack that is there, and the sums."""
    if not stacks:
        to.print("nothing is there")
        return
    table = _table("stack", "status", "since (UTC)", "USD/h", "USD so far")
    for one in stacks:
        since = f"{one.since:%Y-%m-%d %H:%M}"
        table.add_row(one.stack, one.status, since, f"{one.usd_per_hour:.3f}", f"{one.usd:.2f}")
    sums = (sum(one.usd_per_hour for one in stacks), sum(one.usd for one in stacks))
    table.add_row("in all", "", "without use", f"{sums[0]:.3f}", f"{sums[1]:.2f}")
    to.print(table)


def show_left(left: Sequence[Leftover]) -> None:
    """Print what is left and where the console shows it."""
    if not left:
        say("nothing is left")
        return
    for one in left:
        say(f"left: {one.kind} {one.name}, {one.usd_per_day:.2f} USD a day: {one.link}")
    say("run 'corkboard aws down' again in some minutes; what stays then goes by hand, in the console")


def tell(stack: str, event: Event) -> None:
    """Print one thing that happened to a resource."""
    words = f"{event.at:%H:%M:%S}  {stack}  {event.status}  {event.kind} {event.resource}  {event.reason}"
    note(words.rstrip())


def note(sentence: str) -> None:
    """Print a sentence that is no result."""
    err.print(sentence, markup=False, highlight=False, soft_wrap=True)


def print_json(**data: Any) -> None:
    """Print one JSON document."""
    out.file.write(json.dumps(data, indent=2, default=str) + "\n")


def say(*sentences: str) -> None:
    """Print sentences as they are."""
    for sentence in sentences:
        out.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        is_number = column.startswith(("USD", "count", "resources"))
        table.add_column(column, justify="right" if is_number and column != "USD each" else "left")
    return table
