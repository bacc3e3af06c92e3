"""One notebook's life in this process: its names, its ``dbutils``, each cell done as its language says."""

from __future__ import annotations

import sys
import types
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from corkboard.errors import UsageError
from corkboard_databricks.notebook import commands, endings, figures, namespace, traces
from corkboard_databricks.notebook.channel import Redactor
from corkboard_databricks.notebook.code import HOOK, Code
from corkboard_databricks.notebook.dbutils.files import NotebookFiles
from corkboard_databricks.notebook.dbutils.rooms import DBUtils
from corkboard_databricks.notebook.dbutils.secrets import Secrets
from corkboard_databricks.notebook.dbutils.small import Data, Jobs, Library
from corkboard_databricks.notebook.dbutils.widgets import Widgets
from corkboard_databricks.notebook.dbutils.workflow import NotebookExit, Workflow
from corkboard_databricks.notebook.display import Display
from corkboard_databricks.notebook.paths import resolve
from corkboard_databricks.notebook.reading import read
from corkboard_databricks.notebook.snapshots import Snapshots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corkboard_databricks.notebook.cells import Cell, Notebook
    from corkboard_databricks.notebook.channel import Sink

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Tools:
    """What notebooks are run with.

    Attributes:
        spark: The session; None for notebooks that need none.
        files: What ``dbutils.fs`` is.
        secrets_dir: Where secrets lie, a folder a scope.
        redactor: Hides the secrets that were read.
        snapshots: Follows the streams that are displayed.
        listeners: Told each path that is about to be removed.
    """

    spark: Any
    files: Any
    secrets_dir: Path
    redactor: Redactor = field(default_factory=Redactor)
    snapshots: Snapshots = field(default_factory=Snapshots)
    listeners: list[Callable[[str], None]] = field(default_factory=list)

    def before_removal(self, path: str) -> None:
        """Tell that a path is about to be removed."""
        for listener in self.listeners:
            listener(path)


class Kernel:
    """Does the cells of notebooks that share their names.

    Args:
        tools: Session, files, secrets.
        sink: Told what is shown.
        root: Where paths in the workspace begin.
        parameters: Values of widgets.
        depth: How many notebooks have run one another to come here.
    """

    def __init__(
        self, tools: Tools, sink: Sink, *, root: Path, parameters: Mapping[str, str], depth: int = 0
    ) -> None:
        self.tools = tools
        self.sink = sink
        self.root = root
        self.folder = root
        self.widgets = Widgets(parameters)
        self.display = Display(sink, tools.redactor, tools.snapshots)
        self.module = types.ModuleType("__main__")
        self.code = Code(self.module.__dict__)
        self._depth = depth
        self._path = root
        self._others: list[Any] = []
        self.name_all()
        figures.listen(self.display.figure)

    def name_all(self) -> None:
        """Give the notebook the names it begins with, and no others."""
        names = self.module.__dict__
        names.clear()
        names.update({"__name__": "__main__", "__doc__": None, "display": self.display})
        names["displayHTML"] = self.display.html
        names["getArgument"] = self.widgets.getArgument
        names["dbutils"] = self._dbutils()
        names[HOOK] = lambda *words, **options: commands.line(self, *words, **options)
        if self.tools.spark is not None:
            names["__builtins__"] = namespace.fallback()
            names.update(namespace.of_spark(self.tools.spark))

    def _name(self) -> str:
        """Return the notebook's path without its suffix; the root, perhaps ``/``, before there is one."""
        return str(self._path.with_suffix("") if self._path.name else self._path)

    def _dbutils(self) -> DBUtils:
        return DBUtils(
            fs=NotebookFiles(self.tools.files, self.tools.before_removal),
            widgets=self.widgets,
            secrets=Secrets(self.tools.secrets_dir, self.tools.redactor.learn),
            notebook=Workflow(self._name(), self.run_other, self._cancel_others),
            library=Library(self.name_all),
            jobs=Jobs(),
            data=Data(self.display),
            show=print,
        )

    def enter(self, notebook: Notebook) -> None:
        """Stand in a notebook's folder: its relative paths and imports begin there."""
        self._path, self.folder = notebook.path, notebook.path.parent
        self.module.__dict__["dbutils"] = self._dbutils()
        if str(self.folder) not in sys.path:
            sys.path.insert(0, str(self.folder))

    def do(self, cell: Cell, notebook: str = "") -> None:
        """Do one cell; ``notebook`` is the name of another one that it is from.

        Raises:
            BaseException: Whatever the cell raises.
        """
        label = traces.label(cell.number, notebook)
        if cell.is_empty:
            return
        if cell.language == "python":
            value, is_shown = self.code.run(cell.body, label)
            if is_shown:
                self.display.result(value)
        else:
            commands.whole(self, cell)
        figures.show()

    def include(self, name: str, values: Mapping[str, str]) -> None:
        """Do another notebook's cells with this one's names: ``%run``."""
        if self._depth >= DEEPEST:
            raise RecursionError(f"%run {name}: notebooks run one another {DEEPEST} deep")
        notebook = self._read(name)
        folder, self.folder = self.folder, notebook.path.parent
        self.widgets.give(values)
        self._depth += 1
        try:
            for cell in notebook.cells:
                if not cell.is_prose:
                    self.do(cell, notebook.name)
        finally:
            self.folder = folder
            self._depth -= 1

    def run_other(self, name: str, values: Mapping[str, str]) -> str:
        """Do another notebook in a session of its own, and return what it ended with."""
        notebook = self._read(name)
        session = self.tools.spark.newSession() if self.tools.spark is not None else None
        tools = replace(self.tools, spark=session)
        if self._depth >= DEEPEST:
            raise RecursionError(f"notebook.run {name}: notebooks run one another {DEEPEST} deep")
        other = Kernel(tools, self.sink, root=self.root, parameters=values, depth=self._depth + 1)
        other.enter(notebook)
        self._others.append(session)
        try:
            for cell in notebook.cells:
                if not cell.is_prose:
                    other.do(cell, notebook.name)
        except NotebookExit as end:
            return end.value
        finally:
            self._others.remove(session)
            figures.listen(self.display.figure)
        return ""

    def _read(self, name: str) -> Notebook:
        """Return another notebook.

        Raises:
            UsageError: It is not there, it is broken, or it has cells in a language that is not spoken here.
        """
        notebook = read(resolve(name, folder=self.folder, root=self.root))
        for cell in notebook.foreign:
            raise UsageError(
                f"cell {cell.number} of {notebook.name} is in {cell.language}, which is not run here"
            )
        return notebook

    def _cancel_others(self) -> None:
        """Have Spark end what the notebooks that this one runs have it do."""
        for session in list(self._others):
            if session is not None:
                endings.cancel(session)
