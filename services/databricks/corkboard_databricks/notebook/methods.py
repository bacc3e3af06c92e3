"""What Databricks' frames have and Spark's have not, in this process only: ``df.display()``."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def frames_display(show: Callable[..., None]) -> Iterator[None]:
    """Have frames show themselves while the context is open.

    Args:
        show: Shows a value, with the options that ``display`` takes.
    """
    from pyspark.sql import DataFrame  # noqa: PLC0415 - takes a while

    kind: Any = DataFrame

    def display(self: Any, **options: Any) -> None:
        show(self, **options)

    kind.display = display
    try:
        yield
    finally:
        del kind.display
