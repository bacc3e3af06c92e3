"""``python -m corkboard_airflow``: what runs beside Airflow until SIGTERM; in a container, Airflow itself."""

from __future__ import annotations

import signal
from threading import Event
from typing import Annotated, Literal

import typer

from corkboard import logs, program
from corkboard.airflow.programs import LOOPBACK
from corkboard.settings import load

Host = Annotated[str, typer.Option(help="The address to listen on.")]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.command()
def sync() -> None:
    """Keep the DAG folder like the bucket."""
    from corkboard_airflow.sync import follow  # noqa: PLC0415 - the other verb needs no S3

    settings = load()
    logs.configure(level=settings.log_level)
    over = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    follow(settings, over)


@app.command()
def api(host: Host = LOOPBACK) -> None:
    """Serve MWAA's API."""
    from corkboard_airflow.api import serve  # noqa: PLC0415 - the other verb needs no server

    settings = load()
    logs.configure(level=settings.log_level)
    serve(settings, host)


@app.command()
def prepare() -> None:
    """Make Airflow's database where it is not there, and put our DAG into the bucket."""
    from corkboard_airflow import image  # noqa: PLC0415 - the other verbs are another container's

    image.prepare(load())


@app.command()
def run(name: Literal["scheduler", "triggerer", "webserver"], host: Host = LOOPBACK) -> None:
    """Become one of Airflow's own processes."""
    from corkboard_airflow import image  # noqa: PLC0415 - the other verbs are another container's

    image.become(load(), name, host)


if __name__ == "__main__":
    program.run(app)
