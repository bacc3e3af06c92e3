"""What AWS offers under which name: no tool checks these, so a template is checked against them.

Airflow's are those that AWS' own SDK documents, which a test compares. The others were noted on the day
below and compared with no account: the checklist of infra_aws/README.md begins with them. A name that is
offered since then is added here first.
"""

from __future__ import annotations

import re

AS_OF = "2026-11-22"
KAFKA_VERSIONS = ("3.6.0", "3.7.x", "3.7.x.kraft", "3.8.x", "3.8.x.kraft", "3.9.x", "3.9.x.kraft")
BROKERS = ("kafka.t3.small", "kafka.m5.large", "kafka.m7g.large")
CONNECT_VERSIONS = ("2.7.1", "3.7.x")
AIRFLOW_VERSIONS = ("2.7.2", "2.8.1", "2.9.2", "2.10.1", "2.10.3", "2.11.0", "3.0.6")
AIRFLOW_CLASSES = ("mw1.micro", "mw1.small", "mw1.medium", "mw1.large", "mw1.xlarge", "mw1.2xlarge")
SPARK_RELEASE = re.compile(r"emr-spark-8\.\d\.\d")  # emr-7 has Spark 3, which has no Python data sources
KINESIS_HOURS = range(24, 8761)
