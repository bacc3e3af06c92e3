"""``python -m corkboard_airflow sync|api``: what runs beside Airflow until SIGTERM."""

from __future__ import annotations

import signal
from threading import Event

import typer

from corkboard import logs, program
from corkboard.settings import load

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
def api() -> None:
    """Serve MWAA's API."""
    from corkboard_airflow.api import serve  # noqa: PLC0415 - the other verb needs no server

    settings = load()
    logs.configure(level=settings.log_level)
    serve(settings)


if __name__ == "__main__":
    program.run(app)
