"""The marker of a test comes from its folder; what several rooms need is made here, once a session."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from stacks import Stack

from corkboard.errors import CorkboardError
from corkboard.settings import Settings, load
from corkboard.stack.parts import Parts

Runner = Callable[..., subprocess.CompletedProcess[str]]
Provisioned = Callable[..., AbstractContextManager[Settings]]
ROOMS = {path.name for path in Path(__file__).parent.iterdir() if path.is_dir()}
COMMAND_TIMEOUT_S = 480


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the name of the room it lies in."""
    for item in items:
        room = item.path.relative_to(Path(__file__).parent).parts[0]
        if room in ROOMS:
            item.add_marker(room)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    """Give workers whole files, and whole rooms whose tests share what is costly to start."""
    if config.getoption("dist") != "loadfile":
        return None
    from scheduling import RoomScheduling  # noqa: PLC0415 - without xdist nobody calls this

    return RoomScheduling(config, log)


@pytest.fixture(scope="session")
def parts() -> Parts:
    """Return the fetched parts; without them the test cannot run here."""
    found = Parts(load().cache)
    try:
        found.require()
    except CorkboardError as error:
        pytest.skip(f"{error.message}; run make dev")
    return found


@pytest.fixture(scope="session")
def corkboard() -> Runner:
    """Return a runner of the command: ``corkboard("up", "--json", home=folder)``."""

    def run(
        *arguments: str, home: Path, name: str = "test", check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "corkboard", "--home", str(home), "--name", name, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_TIMEOUT_S, check=False)
        assert not check or done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def stack_home(parts: Parts, corkboard: Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of a running stack named ``test``, seeded and provisioned, for the whole session."""
    del parts
    home = tmp_path_factory.mktemp("stack")
    (home / "corkboard.toml").write_text("[targets.local.airflow]\nsync_s = 1\n")  # its tests wait for it
    try:
        corkboard("up", "--timeout", "400", home=home)
        yield home
    finally:
        corkboard("destroy", "--yes", home=home, check=False)


@pytest.fixture(scope="session")
def settings(stack_home: Path) -> Settings:
    """Return the settings of the running stack."""
    return load({"name": "test", "home": stack_home})


def _all_but_outputs(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name != "outputs.json"]


@pytest.fixture(scope="session")
def provisioned(stack_home: Path, settings: Settings) -> Provisioned:
    """Return what makes settings on the running stack with everything of their own, until a block ends.

    They have their own prefix (topics, bucket, connector) and their own home (ledger, clean tables) in a folder.
    Sections may be given: ``provisioned(folder, kafka={"partitions": 3}, connect={"records_per_object": 1})``.
    """
    from corkboard.provision.apply import provision  # noqa: PLC0415 - only these tests need the drivers
    from corkboard.provision.empty import remove  # noqa: PLC0415
    from corkboard.provision.ready import wait_connector  # noqa: PLC0415

    del settings

    @contextlib.contextmanager
    def make(folder: Path, **sections: dict[str, object]) -> Iterator[Settings]:
        prefix = f"t{uuid.uuid4().hex[:8]}"
        home = folder / prefix
        shutil.copytree(
            stack_home / ".corkboard" / "test", home / ".corkboard" / "test", ignore=_all_but_outputs
        )
        own = load({"name": "test", "home": home, "prefix": prefix, **sections})
        try:
            provision(own)
            wait_connector(own, timeout_s=60)
            yield own
        finally:
            remove(own)

    return make


@pytest.fixture
def fresh(provisioned: Provisioned, tmp_path: Path) -> Iterator[Callable[..., Settings]]:
    """Return a factory of such settings, which are the test's own: ``fresh(kafka={"partitions": 3})``."""
    with contextlib.ExitStack() as made:
        yield lambda **sections: made.enter_context(provisioned(tmp_path, **sections))


@pytest.fixture
def make_stack(parts: Parts, corkboard: Runner, tmp_path: Path) -> Iterator[Callable[..., Stack]]:
    """Return a factory of small stacks that a test may harm: ``make_stack("own", rows=1200)``."""
    del parts
    made: list[Stack] = []

    def make(name: str = "own", *, rows: int = 1200) -> Stack:
        stack = Stack(corkboard, tmp_path, name)
        made.append(stack)
        (tmp_path / "corkboard.toml").write_text(f"[targets.local.stack]\nrows = {rows}\n")
        stack.command("up", "--timeout", "400")
        return stack

    yield make
    for stack in made:
        stack.command("destroy", "--yes", check=False)
