"""Notebooks run in this process, in a session of their own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corkboard_databricks.notebook import tables
from corkboard_databricks.notebook.events import Failed, Task, Text
from corkboard_databricks.notebook.execution import Execution
from corkboard_databricks.notebook.kernel import Tools
from corkboard_databricks.notebook.reading import read
from corkboard_databricks.notebook.record import Record, record_of


class LocalFiles:
    """As much of ``dbutils.fs`` as these notebooks ask for, on paths of this machine."""

    def ls(self, path):
        return [(one.name, one.stat().st_size) for one in sorted(Path(path).iterdir())]

    def rm(self, path, recurse=False):
        shutil.rmtree(path)
        return True


@dataclass
class Done:
    """What came of a notebook."""

    record: Record

    def cell(self, number):
        return self.record.notebooks[0].cells[number - 1]

    def said(self, number):
        return "".join(one.text for one in self.cell(number).outputs if isinstance(one, Text))

    def table(self, number) -> dict[str, Any]:
        return next(data for data in _bundles(self.cell(number)) if tables.MIME in data)[tables.MIME]

    def tables(self):
        cells = self.record.notebooks[0].cells
        return [data[tables.MIME] for cell in cells for data in _bundles(cell) if tables.MIME in data]

    def error(self, number) -> Failed:
        return self.cell(number).outputs[-1]

    def why(self):
        """The words of the error, for a test that fails."""
        cells = self.record.notebooks[0].cells
        errors = [one for cell in cells for one in cell.outputs if isinstance(one, Failed)]
        return self.record.reason or [(one.name, one.message) for one in errors]


def _bundles(cell):
    return [getattr(one, "data", {}) for one in cell.outputs]


class NotebookRun:
    """Runs notebooks in one new session."""

    def __init__(self, spark, folder):
        self.session = spark.newSession()
        self.session.conf.set("spark.sql.ansi.enabled", "false")
        self._folder = folder

    def go(self, path, **parameters):
        record = Record([record_of(read(path))], parameters, datetime.now(UTC))
        task = Task([str(path)], parameters, str(self._folder), streams_s=60)
        tools = Tools(self.session, LocalFiles(), self._folder / "secrets")
        if not Execution(task, tools, lambda event: record.take(event, record.notebooks)).run():
            record.outcome = "failed"
        return Done(record)

    def drop_tables(self):
        for table in self.session.catalog.listTables():
            if not table.isTemporary:
                self.session.sql(f"drop table {table.name}")
