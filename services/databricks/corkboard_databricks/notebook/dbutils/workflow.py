"""``dbutils.notebook``: other notebooks, the end of this one, and where it runs."""

from __future__ import annotations

import ctypes
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

END_WAIT_S = 10


class NotebookExit(BaseException):
    """The notebook ends itself, with a value.

    Attributes:
        value: What it ends with.
    """

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


class WorkflowException(Exception):  # noqa: N818 - Databricks' name
    """A notebook that another one ran has failed, or took too long."""


class _Expired(BaseException):
    """Raised inside a notebook whose time is over."""


@dataclass(frozen=True, slots=True)
class Some:
    """A value of Java's that may be absent, as Databricks' context hands them out."""

    value: Any

    def get(self) -> Any:
        """Return it."""
        return self.value

    def isDefined(self) -> bool:  # noqa: N802 - Scala's word
        """Whether it is there."""
        return self.value is not None

    def apply(self, key: str) -> Any:
        """Return a part of it."""
        return self.value[key]

    def toString(self) -> str:  # noqa: N802 - Java's word
        """Return it as text."""
        return str(self.value)


class Context:
    """What ``getContext()`` knows."""

    def __init__(self, path: str) -> None:
        self._path = path

    def notebookPath(self) -> Some:  # noqa: N802 - Databricks' words, from here on
        """Return the notebook's path without its suffix."""
        return Some(self._path)

    def tags(self) -> Any:
        """Return what Databricks knows of who runs it."""
        values = {"user": "corkboard", "notebookId": "0", "clusterId": "corkboard"}
        return _Tags(values)

    def userName(self) -> Some:  # noqa: N802
        """Return who runs it."""
        return Some("corkboard")

    def currentRunId(self) -> Some:  # noqa: N802
        """Return nothing: no job runs it."""
        return Some(None)


class _Tags(dict[str, str]):
    def apply(self, key: str) -> str:
        return self[key]

    def get(self, key: str, default: Any = None) -> Any:
        return Some(super().get(key, default))


class _EntryPoint:
    """The road to the context that notebooks take: ``entry_point.getDbutils().notebook().getContext()``."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def getDbutils(self) -> _EntryPoint:  # noqa: N802
        return self

    def notebook(self) -> _EntryPoint:
        return self

    def getContext(self) -> Context:  # noqa: N802
        return self._context


class Workflow:
    """Notebooks in a notebook.

    Args:
        path: This notebook's, without its suffix.
        run_notebook: Runs another one, with values of widgets, and returns what it ended with.
        cancel: Ends what another one has Spark do when its time is over.
    """

    def __init__(
        self, path: str, run_notebook: Callable[[str, Mapping[str, str]], str], cancel: Callable[[], None]
    ) -> None:
        self._run = run_notebook
        self._cancel = cancel
        self._context = Context(path)
        self.entry_point = _EntryPoint(self._context)

    def exit(self, value: Any = "") -> None:
        """End this notebook with success."""
        raise NotebookExit(str(value))

    def getContext(self) -> Context:  # noqa: N802
        """Return where it runs."""
        return self._context

    def run(self, path: str, timeout_seconds: float = 0, arguments: Mapping[str, Any] | None = None) -> str:
        """Run another notebook in a session of its own and return what it ended with.

        Args:
            path: As ``%run`` takes it.
            timeout_seconds: How long it may take; 0 for as long as it does.
            arguments: Values of its widgets.

        Raises:
            WorkflowException: It failed, or took too long.
        """
        values = {str(name): str(value) for name, value in (arguments or {}).items()}
        outcome: list[Any] = []

        def target() -> None:
            try:
                outcome.extend(("", self._run(path, values)))
            except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
                outcome.extend((error, ""))

        thread = threading.Thread(target=target, name=f"notebook {path}", daemon=True)
        thread.start()
        thread.join(timeout_seconds or None)
        if thread.is_alive():
            self._end(thread)
            raise WorkflowException(f"FAILED: {path}: Timed out after {timeout_seconds:g} s")
        error, value = outcome[:2]
        if isinstance(error, Exception):
            raise WorkflowException(f"FAILED: {path}: {type(error).__name__}: {error}") from error
        if isinstance(error, BaseException):
            raise error
        return str(value)

    def _end(self, thread: threading.Thread) -> None:
        """End what a thread does, in Spark and in Python."""
        self._cancel()
        identity = ctypes.c_ulong(thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(identity, ctypes.py_object(_Expired))
        thread.join(END_WAIT_S)
