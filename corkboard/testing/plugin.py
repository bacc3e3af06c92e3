"""The pytest plugin: one stack a session (and a worker), on free ports, gone when the session ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard.testing.pipeline import Pipeline

ENGINES = ("native", "docker")
NAME = "pytest"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each of which may stand in the project's pytest settings as well."""
    group = parser.getgroup("corkboard", "the Corkboard pipeline")
    parser.addini("corkboard_engine", "what runs the stack", default="native")
    parser.addini("corkboard_only", "stand-ins to start, with what they need; empty is all", default="")
    parser.addini("corkboard_rows", "rows in each of the database's tables", default="1000")
    group.addoption("--corkboard-engine", choices=ENGINES, help="what runs the stack")
    group.addoption("--corkboard-only", metavar="NAMES", help="stand-ins to start, such as kafka,aws")
    group.addoption("--corkboard-rows", type=int, metavar="N", help="rows in each of the database's tables")


@pytest.fixture(scope="session")
def corkboard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """Return a running pipeline; tests of one session share it."""
    from corkboard.testing.pipeline import Pipeline  # noqa: PLC0415 - who does not use it does not wait for it

    pipeline = Pipeline(
        tmp_path_factory.mktemp("corkboard"),
        name=f"{NAME}-{_worker(request.config)}",
        only=_chosen(request.config, "only"),
        rows=int(_chosen(request.config, "rows")),
        engine=_chosen(request.config, "engine"),
    )
    try:
        pipeline.up()
        yield pipeline
    finally:
        pipeline.destroy()


@pytest.fixture
def empty_corkboard(corkboard: Pipeline) -> Pipeline:
    """Return the pipeline with nothing posted: topics, streams, bucket and clean tables are empty."""
    corkboard.reset()
    return corkboard


def _chosen(config: pytest.Config, name: str) -> str:
    """Return an option's value: from the command line, or else from the project's settings."""
    said = config.getoption(f"corkboard_{name}")
    return str(config.getini(f"corkboard_{name}") if said is None else said)


def _worker(config: pytest.Config) -> str:
    """Return which of pytest-xdist's workers this is; ``main`` without it."""
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))
