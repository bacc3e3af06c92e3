"""The small rooms of ``dbutils``: libraries, values that tasks hand on, summaries of data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Library:
    """``dbutils.library``.

    Args:
        restart: Forgets what the notebook has defined.
    """

    def __init__(self, restart: Callable[[], None]) -> None:
        self._restart = restart

    def restartPython(self) -> None:  # noqa: N802 - Databricks' word
        """Forget every name of the notebook's own, as a new Python would."""
        self._restart()


class TaskValues:
    """``dbutils.jobs.taskValues``: kept for this run."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def set(self, key: str, value: Any) -> None:
        """Keep a value."""
        self._values[key] = value

    def get(self, taskKey: str, key: str, default: Any = None, debugValue: Any = None) -> Any:  # noqa: N803
        """Return a value that this run has kept, or one of the defaults: there are no other tasks.

        Raises:
            ValueError: There is none.
        """
        for value in (self._values.get(key), debugValue, default):
            if value is not None:
                return value
        raise ValueError(f"Must pass debugValue when calling get outside of a job: {taskKey}.{key}")


class Jobs:
    """``dbutils.jobs``."""

    def __init__(self) -> None:
        self.taskValues = TaskValues()


class Data:
    """``dbutils.data``.

    Args:
        show: Shows a frame.
    """

    def __init__(self, show: Callable[[Any], None]) -> None:
        self._show = show

    def summarize(self, df: Any, precise: bool = False) -> None:
        """Show count, mean, deviation, extremes and quartiles of each column."""
        del precise
        self._show(df.summary() if hasattr(df, "summary") else df.describe(include="all"))
