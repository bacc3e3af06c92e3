"""How ``plan`` and ``cost`` look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from corkboard_infra import bill as bills
from corkboard_infra.prices import HOURS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corkboard_infra.bill import Line
    from corkboard_infra.overview import StackView
    from corkboard_infra.prices import Price

out = Console()


def show_stacks(stacks: Sequence[StackView]) -> None:
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
    out.print(table)


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
