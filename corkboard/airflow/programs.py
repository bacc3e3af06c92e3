"""The words after ``python -m`` with which each of Airflow's own processes is started."""

from __future__ import annotations

WEB_WORKERS = 2
WEB_ANSWER_S = 60
SCHEDULER = ("airflow", "scheduler", "--skip-serve-logs")
TRIGGERER = ("airflow", "triggerer", "--skip-serve-logs")
LOOPBACK = "127.0.0.1"


def web_server(port: int, host: str = LOOPBACK) -> tuple[str, ...]:
    """Return what ``airflow webserver`` would start, without the process that it would keep beside it."""
    return (
        "gunicorn",
        *("--workers", str(WEB_WORKERS), "--timeout", str(WEB_ANSWER_S), "--bind", f"{host}:{port}"),
        *("--name", "airflow-webserver", "--config", "python:airflow.www.gunicorn_config", "--preload"),
        "airflow.www.app:cached_app()",
    )
