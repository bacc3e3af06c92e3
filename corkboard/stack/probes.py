"""Asks servers whether they are usable; an empty answer means yes, any other says what was seen.

Each answers within about ``TIMEOUT_S``, also when a server takes the connection and says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from corkboard import clients, control
from corkboard.airflow import synced as last_look
from corkboard.errors import CorkboardError

if TYPE_CHECKING:
    from corkboard.settings import Settings

TIMEOUT_S = 3
BROKER_TIMEOUT_S = 1
HEARTBEAT_S = 30  # older than that, a process of Airflow counts as gone, as Airflow itself has it


def mysql(settings: Settings) -> str:
    """Return an empty string when the administrator's query answers."""
    engine = clients.database(settings, admin=True, schema=False, answer_s=TIMEOUT_S)
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError as error:
        return f"no query answered ({_first_line(getattr(error, 'orig', error))})"
    finally:
        engine.dispose()
    return ""


def kafka(settings: Settings) -> str:
    """Return an empty string when the broker lists its topics."""
    try:
        clients.kafka_admin(settings, log_level=0).list_topics(timeout=BROKER_TIMEOUT_S)
    except clients.KafkaException as error:
        return f"topics not listed ({_first_line(error)})"
    return ""


def s3(settings: Settings) -> str:
    """Return an empty string when S3 lists its buckets."""
    try:
        clients.s3(settings, answer_s=TIMEOUT_S, attempts=1).list_buckets()
    except (BotoCoreError, ClientError) as error:
        return f"buckets not listed ({_first_line(error)})"
    return ""


def cluster(settings: Settings) -> str:
    """Return an empty string when the Databricks cluster answers a query."""
    try:
        control.ask(settings, "query", timeout_s=TIMEOUT_S)
    except CorkboardError as error:
        return error.message
    return ""


def airflow_job(settings: Settings, kind: str) -> str:
    """Return an empty string when a process of Airflow has lately said that it lives.

    Args:
        settings: Whose Airflow it is.
        kind: Airflow's word, such as ``SchedulerJob``.
    """
    engine = clients.database(settings, admin=True, schema=False, answer_s=TIMEOUT_S)
    since = "timestampdiff(second, max(latest_heartbeat), utc_timestamp())"
    table = f"`{settings.airflow.database}`.job"  # its pattern takes no quotes
    where = "job_type = :kind and state = 'running'"
    statement = text(f"select {since} from {table} where {where}")  # noqa: S608
    try:
        with engine.connect() as connection:
            age_s = connection.execute(statement, {"kind": kind}).scalar()
    except SQLAlchemyError as error:
        return f"no heartbeat to be read ({_first_line(getattr(error, 'orig', error))})"
    finally:
        engine.dispose()
    if age_s is None:
        return "no heartbeat yet"
    return "" if age_s <= HEARTBEAT_S else f"the last heartbeat was {age_s} s ago"


def synced(settings: Settings) -> str:
    """Return an empty string when the DAGs' bucket was looked at; what came of it is another matter."""
    return "" if last_look.read(settings) else last_look.NEVER


def http(url: str) -> str:
    """Return an empty string when an address answers 200."""
    try:
        answer = requests.get(url, timeout=TIMEOUT_S)
    except requests.RequestException as error:
        return f"no answer ({type(error).__name__})"
    return "" if answer.ok else f"HTTP {answer.status_code}: {answer.text[:200]}"


def _first_line(error: object) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else ""
