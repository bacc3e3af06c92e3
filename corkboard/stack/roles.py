"""What each stand-in plays on AWS, and its row group in tables; the same for every engine.

``client`` and ``cluster`` are containers alone: natively the first is a command, and ``spark`` is the second.
"""

from __future__ import annotations

from typing import NamedTuple


class Role(NamedTuple):
    """What a stand-in is for.

    Attributes:
        plays: What it stands in for, such as ``MSK``.
        group: Its row group in the status table.
    """

    plays: str
    group: str


GROUPS = ("Source", "Ingest", "Storage", "Process", "Orchestrate", "Job")
ROLES = {
    "mysql": Role("RDS", "Source"),
    "kafka": Role("MSK", "Ingest"),
    "aws": Role("S3, Kinesis", "Storage"),
    "connect": Role("MSK Connect", "Ingest"),
    "proxy": Role("API Gateway, REST proxy", "Ingest"),
    "client": Role("EC2 client machine", "Ingest"),
    "spark": Role("Databricks", "Process"),
    "cluster": Role("Databricks", "Process"),
    "jobs": Role("Databricks Jobs API", "Process"),
    "airflow-dags": Role("MWAA's DAG folder", "Orchestrate"),
    "airflow-scheduler": Role("MWAA", "Orchestrate"),
    "airflow-triggerer": Role("MWAA's triggerer", "Orchestrate"),
    "airflow-webserver": Role("MWAA's web server", "Orchestrate"),
    "airflow-mwaa": Role("MWAA's API", "Orchestrate"),
}
