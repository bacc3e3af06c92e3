"""Notebooks done cell by cell, with every beginning, end and failure told."""

from __future__ import annotations

import sys
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError
from corkboard.workspace import root_of
from corkboard_databricks.notebook import endings, methods, traces
from corkboard_databricks.notebook.channel import CellText
from corkboard_databricks.notebook.dbutils.workflow import NotebookExit
from corkboard_databricks.notebook.events import Begun, Ended, Exited, Failed, Finished, Streaming
from corkboard_databricks.notebook.kernel import Kernel
from corkboard_databricks.notebook.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_databricks.notebook.cells import Cell, Notebook
    from corkboard_databricks.notebook.channel import Sink
    from corkboard_databricks.notebook.events import Task
    from corkboard_databricks.notebook.kernel import Tools
    from corkboard_databricks.notebook.streams import Started

TAG = "corkboard-notebook"  # and a number of its own: other notebooks run on the same cluster


class Execution:
    """Does the notebooks of one task in one session, with the same names.

    Args:
        task: Which notebooks.
        tools: What they are run with.
        sink: Told what happens.
    """

    def __init__(self, task: Task, tools: Tools, sink: Sink) -> None:
        self._task = task
        self._tools = tools
        self._sink = sink
        self._cell = (0, 0)
        self._tag = f"{TAG}-{uuid.uuid4().hex}"
        root = Path(task.root) if task.root else root_of(Path(task.paths[0]))
        self._kernel = Kernel(tools, sink, root=root, parameters=task.parameters)
        hide = tools.redactor
        self._out = CellText("stdout", sink, hide, sys.__stdout__.fileno() if sys.__stdout__ else 1)
        self._err = CellText("stderr", sink, hide, sys.__stderr__.fileno() if sys.__stderr__ else 2)

    def run(self) -> bool:
        """Do everything and say whether it ended well; Spark has nothing left to do afterwards."""
        try:
            with self._surroundings() as started:
                self._notebooks(started)
                self._await(started)
        except BaseException as error:  # noqa: BLE001 - whatever ends a cell is told, and ends the run
            self._sink(_explained(error, self._tools))
            self._end_cell()
            return False
        finally:
            self._tools.snapshots.close()
            endings.cancel(self._tools.spark, self._tag)
            self._tools.snapshots.finish()
            self._sink(Finished())
        return True

    @contextmanager
    def _surroundings(self) -> Iterator[Started]:
        """Have cells write where it is seen, in a module of their own, to Databricks' streams."""
        from corkboard_databricks.notebook import streams  # noqa: PLC0415 - Spark's, which takes a while

        started = streams.Started(self._err.write)
        self._tools.listeners.append(started.leave)
        kept = sys.stdout, sys.stderr, sys.modules["__main__"]
        with ExitStack() as stack:
            stack.enter_context(endings.cluster_stays(self._tools.spark))
            stack.enter_context(streams.databricks_writer(started))
            stack.enter_context(methods.frames_display(self._kernel.display))
            if self._tools.spark is not None:
                self._tools.spark.sparkContext.addJobTag(self._tag)
            sys.stdout, sys.stderr, sys.modules["__main__"] = self._out, self._err, self._kernel.module
            try:
                yield started
            finally:
                sys.stdout, sys.stderr, sys.modules["__main__"] = kept
                self._tools.listeners.remove(started.leave)
                if self._tools.spark is not None:
                    self._tools.spark.sparkContext.removeJobTag(self._tag)

    def _notebooks(self, started: Started) -> None:
        for index, path in enumerate(self._task.paths):
            notebook = read(Path(path))
            self._kernel.enter(notebook)
            if self._task.arguments is not None:
                sys.argv = [path, *self._task.arguments]
                self._kernel.module.__dict__["__file__"] = path
            try:
                for cell in notebook.cells:
                    started.cell = (index, cell.number)
                    self._do(index, notebook, cell)
            except NotebookExit as end:
                self._sink(Exited(index, end.value))
                self._end_cell()
            except SystemExit as end:
                if self._task.arguments is None or end.code not in (None, 0):
                    raise  # a notebook has dbutils.notebook.exit for that
                self._end_cell()

    def _do(self, index: int, notebook: Notebook, cell: Cell) -> None:
        """Do one cell; prose is for the reader."""
        if cell.is_prose or cell.is_empty:
            return
        self._cell = (index, cell.number)
        self._sink(Begun(index, cell.number))
        is_only = len(self._task.paths) == 1
        self._kernel.do(cell, "" if is_only else notebook.name)
        self._end_cell()

    def _end_cell(self) -> None:
        for stream in (self._out, self._err):
            stream.end_cell()
        if self._cell != (0, 0):
            self._sink(Ended(*self._cell))
        self._cell = (0, 0)

    def _await(self, started: Started) -> None:
        """Let streams that still run read what there is; one that failed fails the cell that began it."""
        spark = self._tools.spark
        if spark is not None and spark.streams.active:
            count = len(spark.streams.active)
            self._sink(Streaming(count))
            if not endings.await_streams(spark, self._task.streams_s):
                self._sink(Streaming(count, are_cut=True))
        for query, cell in started.queries:
            if error := query.exception():
                self._cell = cell
                self._sink(Begun(*cell))
                raise error


def _explained(error: BaseException, tools: Tools) -> Failed:
    """Return a failure with the user's own traceback, and what can be said besides."""
    if isinstance(error, CorkboardError) and not _is_in_users_code(error):
        return Failed(type(error).__name__, str(error), [str(error)])
    told = traces.failed(error)
    hide = tools.redactor
    return Failed(told.name, hide(told.message), [hide(line) for line in told.traceback])


def _is_in_users_code(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None:
        if traces.CELL.match(trace.tb_frame.f_code.co_filename):
            return True
        trace = trace.tb_next
    return False
