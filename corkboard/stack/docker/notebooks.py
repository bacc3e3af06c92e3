"""Notebooks of this machine in a container beside the cluster: it reads them, and their outputs come back.

The container's user may be another than here, where this one is root. So the notebooks' folder is there to be
read alone, and outputs go into a folder of the stack, from which this process takes them where they belong.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.control import absent
from corkboard.errors import UsageError
from corkboard.folders import require_writable
from corkboard.stack.docker import choices, project
from corkboard.stack.docker.compose import WORD_TIMEOUT_S
from corkboard.stack.docker.paths import Plan, plan
from corkboard.stack.docker.states import CLUSTER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

    from corkboard.settings import Settings

STATES_INSIDE = "/srv/corkboard/.corkboard"
FIRST_FOLDER = "STACK_NOTEBOOKS"  # in compose/cluster.yml
PROGRAM = "python -m corkboard_databricks.notebook"
HELP = {"-h", "--help"}
READ_AND_ENTER = 0o5


def run(settings: Settings, arguments: Sequence[str]) -> int:
    """Run ``corkboard notebook`` with these words in a container, and return its exit code.

    Raises:
        UnavailableError: A notebook is to be run, and there is no cluster; says how to start it.
        UsageError: The container could not read the notebooks, or nobody write the outputs.
    """
    is_run = arguments[:1] == ["run"] and not HELP & set(arguments)
    if is_run:
        _require_cluster(settings)
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.state_dir, prefix="notebook-") as folder:
        staged = Path(folder)
        choices.give(staged)
        made = plan(arguments, f"{STATES_INSIDE}/{settings.name}/{staged.name}")
        for place in made.folders:
            _require_readable(place)
        for name, target in made.outputs.items():
            require_writable(target, f"--{name.split('/')[0]}")
        code = _finish(settings, made, staged, is_run=is_run)
        _bring(made.outputs, staged)
    return code


def _require_cluster(settings: Settings) -> None:
    found = [one for one in project.compose_of(settings).containers() if one.service == CLUSTER]
    if not found:
        raise absent("it was not started")
    if not found[0].is_usable:
        raise absent(f"it is {found[0].words}")


def _require_readable(folder: Path) -> None:
    """Refuse a folder that containers may not enter: they are another user where this one is root."""
    seen, user = folder.stat(), choices.user()
    if user != os.getuid() and seen.st_uid != user and seen.st_mode & READ_AND_ENTER != READ_AND_ENTER:
        raise UsageError(
            f"{folder} is closed to user {user}, as whom containers read", hint=f"chmod o+rx {folder}"
        )


def _finish(settings: Settings, made: Plan, staged: Path, *, is_run: bool) -> int:
    """Run the program to its end and return its exit code."""
    container = f"{project.name_of(settings)}-notebook-{os.getpid()}"
    service = ("notebook",) if is_run else ("--entrypoint", PROGRAM, "spark")
    first, *more = made.folders or {staged: ""}
    mounted = more if is_run else made.folders
    volumes = [word for one in mounted for word in ("--volume", f"{one}:{made.folders[one]}:ro")]
    words, environment = project.compose_of(settings).command(
        *("run", "--rm", "--no-deps", "--name", container, *volumes, *project.terminal()),
        *(*service, *made.words),
    )
    has_terminal = not project.terminal()
    with (
        subprocess.Popen(
            words,
            env={**environment, FIRST_FOLDER: str(first)},
            stdin=None if has_terminal else subprocess.DEVNULL,
            process_group=None if has_terminal else 0,  # Ctrl-C is passed on, once
        ) as process,
        _passing_on(container, process, has_terminal=has_terminal),
    ):
        code = process.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def _passing_on(container: str, process: subprocess.Popen[bytes], *, has_terminal: bool) -> Iterator[None]:
    """Let Ctrl-C and a request to end reach the program in a container, which says how it ended."""

    def pass_on(number: int, frame: FrameType | None) -> None:
        del frame
        if has_terminal and number == signal.SIGINT:
            return  # Docker has the terminal, and sends it what is typed
        told = ["docker", "kill", "--signal", str(number), container]
        if subprocess.run(told, capture_output=True, timeout=WORD_TIMEOUT_S, check=False).returncode:
            process.terminate()  # it has not begun

    kept = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _bring(outputs: Mapping[str, Path], staged: Path) -> None:
    """Copy what was written to where it was wanted; a run that did not begin has written nothing."""
    for name, target in outputs.items():
        source = staged / name
        if source.is_dir():
            shutil.copytree(source, target, copy_function=shutil.copyfile, dirs_exist_ok=True)
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
