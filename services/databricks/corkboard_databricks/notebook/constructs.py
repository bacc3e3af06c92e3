"""What Databricks has and this has not, by name and with what to do instead; pure data."""

from __future__ import annotations

import re

ROOMS = {
    "fs": (
        "ls",
        "mkdirs",
        "rm",
        "put",
        "head",
        "cp",
        "mv",
        "mount",
        "unmount",
        "mounts",
        "refreshMounts",
        "help",
    ),
    "widgets": (
        "text",
        "dropdown",
        "combobox",
        "multiselect",
        "get",
        "getArgument",
        "getAll",
        "remove",
        "removeAll",
        "help",
    ),
    "secrets": ("get", "getBytes", "list", "listScopes", "help"),
    "notebook": ("run", "exit", "getContext", "entry_point", "help"),
    "library": ("restartPython", "help"),
    "jobs": ("taskValues", "help"),
    "data": ("summarize", "help"),
    "help": (),
}
MODULES = {
    "databricks": "Databricks' own libraries are not here",
    "dlt": "Delta Live Tables are not here: write the tables with writeStream",
    "mlflow": "MLflow is not here; %pip install mlflow brings its library",
    "dbruntime": "Databricks' own runtime is not here",
    "IPython": "IPython is not here: display and displayHTML need no import",
}
SHARED = ("databricks",)
FORMATS = {
    "cloudFiles": "Auto Loader is not here: read the folder with format('json') and a schema",
    "redshift": "there is no Redshift here",
    "snowflake": "there is no Snowflake here",
    "kafka": "Kafka's source needs a jar that the cluster has not; the topics are in S3 as well",
}
STATEMENTS = {
    r"copy\s+into": "read the files with spark.read and append them to the table",
    r"create\s+(or\s+refresh\s+)?(streaming\s+)?live\s+": "Delta Live Tables are not here",
    r"(create|use|drop|alter)\s+(catalog|external\s+location|share|connection)\b": "no Unity Catalog is here",
    r"(grant|revoke|deny)\s+": "there are no users here, and so no rights",
    r"create\s+streaming\s+table": "write the table with writeStream",
    r"(list|put|get|remove)\s+'": "use dbutils.fs",
}
PATTERNS = {re.compile(rf"^\s*{pattern}", re.IGNORECASE): why for pattern, why in STATEMENTS.items()}


def statement(text: str) -> str:
    """Return why an SQL statement is not done here; empty when it is."""
    return next((why for pattern, why in PATTERNS.items() if pattern.match(text)), "")
