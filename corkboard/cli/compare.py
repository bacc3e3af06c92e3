"""``corkboard verify --compare A B``: two targets' clean tables, as a table or as JSON."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
from rich.table import Table

from corkboard.cli.output import emit_json, out
from corkboard.cli.verify import ReadingProgress
from corkboard.errors import UsageError
from corkboard.verify.compare import compare as compare_tables

if TYPE_CHECKING:
    from corkboard.cli.globals import Globals
    from corkboard.settings import Settings
    from corkboard.verify.check import Path
    from corkboard.verify.compare import Compared


def compare(options: Globals, sides: tuple[str, str], *, path: Path, as_json: bool) -> int:
    """Print where two targets' clean tables differ; return 0 when they do not.

    Args:
        options: What the command line says about every verb.
        sides: Each a target, or a target and the name of its stack: ``local``, ``aws``, ``local:other``.
        path: The batch's tables, the streaming job's, or both.
        as_json: Print one JSON document.

    Raises:
        CorkboardError: A side does not exist, or there is nothing to compare.
    """
    if sides[0] == sides[1]:
        raise UsageError(f"--compare {sides[0]} with itself", hint="such as --compare local aws")
    one, other = (_settings(options, side) for side in sides)
    with ReadingProgress() as progress:
        found = compare_tables(one, other, sides, progress, path=path)
    passed = all(table.passed for table in found)
    if as_json:
        tables = [{**msgspec.to_builtins(table), "passed": table.passed} for table in found]
        emit_json("verify", {"sides": sides, "tables": tables}, status="ok" if passed else "failed")
    else:
        _show(sides, found)
    return 0 if passed else 1


def _settings(options: Globals, side: str) -> Settings:
    target, _, name = side.partition(":")
    return dataclasses.replace(options, target=target, name=name or options.name).stack_settings()


def _show(sides: tuple[str, str], found: list[Compared]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for column in ("clean table", *sides, "differing keys", ""):
        table.add_column(column, justify="left" if column in ("clean table", "") else "right")
    for one in found:
        verdict = "[bold green]PASS[/]" if one.passed else "[bold red]FAIL[/]"
        table.add_row(one.table, *(f"{rows:,}" for rows in one.rows), f"{one.differing:,}", verdict)
    out.print(table)
    for one in found:
        lines = [f"✘ {item.table} key {item.key}: {item.detail}" for item in one.first]
        if one.differing > len(one.first):
            lines.append(
                f"✘ {one.table}: {one.differing:,} keys differ; above are the first {len(one.first)}"
            )
        if one.problem:
            lines.append(f"✘ {one.table}: {one.problem}")
        for line in lines:
            out.print(line, markup=False, highlight=False, soft_wrap=True)
