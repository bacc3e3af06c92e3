"""How much of everything there is: what the stacks make and the bill counts, written once."""

from __future__ import annotations

BROKERS = 2  # one in each zone
BROKER_STORAGE_GB = 20
MCUS, WORKERS = 1, 1
MACHINE_DISK_GB = 16
DATABASE_STORAGE_GB = 20
NATS = 1
AIRFLOW_STORAGE_GB = 10  # MWAA's own database, which AWS sizes
