"""Renders Airflow's configuration: the variables of each of its processes, and of its command.

<state>/airflow/dags/          the DAG folder, as the bucket has it
<state>/airflow/logs/          what tasks wrote
<state>/airflow/synced.json    what the synchronisation has seen (synced.py)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from corkboard import catalogue
from corkboard.settings import child_environment, reveal

if TYPE_CHECKING:
    from corkboard.settings import Settings

OURS = Path(sys.executable).parent  # has the command: a task may run 'corkboard verify'
PARSE_AGAIN_S = 60


def home(settings: Settings) -> Path:
    """Return Airflow's own folder."""
    return settings.state_dir / "airflow"


def dags_dir(settings: Settings) -> Path:
    """Return the folder from which Airflow reads DAGs."""
    return home(settings) / "dags"


def environment(settings: Settings) -> dict[str, str]:
    """Return the whole environment of a process of Airflow, secrets included.

    Raises:
        SettingsError: A secret that the settings name is not there.
    """
    ours = child_environment(settings)
    return {
        **ours,
        "PATH": f"{_folder(settings)}:{OURS}:{ours.get('PATH', '')}",
        "AIRFLOW_HOME": str(home(settings)),
        **{f"AIRFLOW__{name}": value for name, value in _options(settings).items()},
        **_connections(settings),
        **_role(settings),
    }


def _folder(settings: Settings) -> Path:
    return settings.airflow.python.parent if settings.airflow.python else OURS


def _options(settings: Settings) -> dict[str, str]:
    """Return the options that differ from Airflow's own defaults, as ``SECTION__OPTION``."""
    section = settings.airflow
    return {
        "CORE__DAGS_FOLDER": str(dags_dir(settings)),
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": str(section.limits.tasks),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__FERNET_KEY": reveal(section.fernet_key),
        "DATABASE__SQL_ALCHEMY_CONN": _database(settings),
        "DATABASE__LOAD_DEFAULT_CONNECTIONS": "False",
        "LOGGING__BASE_LOG_FOLDER": str(home(settings) / "logs"),
        "METRICS__TIMER_UNIT_CONSISTENCY": "True",
        "SCHEDULER__USE_ROW_LEVEL_LOCKING": "False",  # one scheduler: MariaDB lacks the locks for more
        "SCHEDULER__DAG_DIR_LIST_INTERVAL": str(max(1, round(section.sync_s))),
        "SCHEDULER__MIN_FILE_PROCESS_INTERVAL": str(PARSE_AGAIN_S),  # a file that changed is read at once
        "SCHEDULER__PARSING_PROCESSES": "1",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
        "API__AUTH_BACKENDS": "airflow.api.auth.backend.session,airflow.api.auth.backend.basic_auth",
        "WEBSERVER__BASE_URL": section.url,
        "WEBSERVER__WEB_SERVER_HOST": "127.0.0.1",
        "WEBSERVER__WEB_SERVER_PORT": str(section.port),
        "WEBSERVER__SECRET_KEY": reveal(section.secret_key),
        "WEBSERVER__SESSION_BACKEND": "securecookie",
        "WEBSERVER__SHOW_TRIGGER_FORM_IF_NO_PARAMS": "False",
        "FAB__UPDATE_FAB_PERMS": "False",  # they are made once, with the database
    }


def _database(settings: Settings) -> str:
    section, server = settings.airflow, settings.database
    password = quote(reveal(section.database_password), safe="")
    where = f"{server.host}:{server.port}/{section.database}"
    return f"mysql+pymysql://{section.database_user}:{password}@{where}?charset=utf8mb4"


def _connections(settings: Settings) -> dict[str, str]:
    """Return the connections that a DAG written for MWAA names."""
    aws = settings.aws.client_kwargs()
    extra = {name: aws[name] for name in ("region_name", "endpoint_url") if name in aws}
    login = {"login": aws.get("aws_access_key_id"), "password": aws.get("aws_secret_access_key")}
    cluster, jobs = settings.databricks, urlsplit(settings.databricks.url)
    databricks = {"conn_type": "databricks", "host": f"{jobs.scheme}://{jobs.hostname}", "port": jobs.port}
    databricks |= {"schema": jobs.scheme, "password": reveal(cluster.token)}
    return {
        "AIRFLOW_CONN_AWS_DEFAULT": json.dumps({"conn_type": "aws", **login, "extra": extra}),
        "AIRFLOW_CONN_DATABRICKS_DEFAULT": json.dumps(databricks),
    }


def _role(settings: Settings) -> dict[str, str]:
    """Return what a task that names no keys and no endpoint finds, as with an execution role."""
    aws = settings.aws
    return {
        "AWS_ENDPOINT_URL": aws.endpoint_url or "",
        "AWS_REGION": aws.region,
        "AWS_DEFAULT_REGION": aws.region,
        "AWS_ENDPOINT_URL_MWAA": settings.airflow.mwaa_url,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "AIRFLOW_ENV_NAME": catalogue.mwaa_environment(settings.prefix),
        **aws.key_environment(),
    }
