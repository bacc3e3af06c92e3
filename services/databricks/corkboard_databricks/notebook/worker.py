"""``python -m corkboard_databricks.notebook.worker``: the process in which cells run.

It is told its task on standard input, and tells what happens through a pipe whose number is its argument.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from corkboard import logs, settings
from corkboard.errors import CorkboardError
from corkboard_databricks import attach
from corkboard_databricks.dbfs import Files
from corkboard_databricks.dbfs.redirect import Redirect
from corkboard_databricks.notebook.channel import Pipe
from corkboard_databricks.notebook.dbutils.secrets import SECRETS_DIR
from corkboard_databricks.notebook.events import Failed, Finished, decode_task
from corkboard_databricks.notebook.execution import Execution
from corkboard_databricks.notebook.kernel import Tools

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from corkboard_databricks.notebook.events import Task


def main() -> None:
    """Serve one task on the cluster."""
    serve(attached)


def attached(task: Task) -> Tools:
    """Return a session of the running cluster, and its files.

    Raises:
        UnavailableError: There is no cluster.
    """
    loaded = settings.load()
    spark = attach.session(loaded, name=_name(task))
    Redirect(loaded).install()
    return Tools(spark, Files(spark, loaded), loaded.state_dir / SECRETS_DIR)


def _name(task: Task) -> str:
    return " + ".join(Path(path).stem for path in task.paths)


def serve(make: Callable[[Task], Tools]) -> NoReturn:
    """Do one task and end the process, whatever a cell has left running in it.

    Args:
        make: Returns what the notebooks of a task are run with.
    """
    sink = Pipe(int(sys.argv[1]))
    task = decode_task(sys.stdin.buffer.read())
    _close_stdin()
    logs.configure(level="WARNING")
    is_good = False
    try:
        os.chdir(Path(task.paths[0]).resolve().parent)
        tools = make(task)
        _listen()
        _quiet()
        is_good = Execution(task, tools, sink).run()
    except CorkboardError as error:
        sink(Failed(type(error).__name__, str(error), [str(error)]))
        sink(Finished())
    except KeyboardInterrupt:
        sink(Failed("KeyboardInterrupt", "interrupted before the first cell", []))
        sink(Finished())
    with suppress(OSError):
        sys.__stderr__.flush()  # type: ignore[union-attr]  # it is there
    os._exit(0 if is_good else 1)


def _close_stdin() -> None:
    """Let cells that ask for input find its end."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _listen() -> None:
    """Let Ctrl-C end the cell. Spark's own handler would cancel every run's jobs, and fail in many lines."""
    signal.signal(signal.SIGINT, _interrupt)


def _interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    del signum, frame
    logging.disable()  # the call that is cut off would be reported with its traceback
    raise KeyboardInterrupt


def _quiet() -> None:
    """Leave out what Spark's own Python says to its authors."""
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    logging.getLogger("py4j").setLevel(logging.ERROR)
    logging.getLogger("SQLQueryContextLogger").disabled = True  # the cell shows the error anyway


if __name__ == "__main__":
    main()
