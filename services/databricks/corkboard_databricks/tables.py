"""Tables that other programs wrote into the warehouse, made known to the metastore.

Batch and stream write Delta tables into the warehouse without a metastore, so that they need none. The
cluster looks there every second and registers what it does not know: it costs the writers nothing.
"""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

from pyspark.errors import PySparkException

from corkboard.logs import logger
from corkboard_databricks.conf import WAREHOUSE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyspark.sql import SparkSession

NAME = re.compile(r"[A-Za-z0-9_]+")
DATABASE = "default"
PATIENCE_S = 60  # for a writer between its commit and the metastore
log = logger("cluster")


def orphans(warehouse: Path, seen: set[str], now_s: float) -> set[str]:
    """Return the names of the Delta tables in a warehouse's own folder that nobody is registering.

    Args:
        warehouse: The folder.
        seen: Names that need no look.
        now_s: The time, in seconds since the epoch.
    """
    if not warehouse.is_dir():
        return set()
    names = (one.name for one in warehouse.iterdir() if one.name not in seen)
    return {name for name in names if NAME.fullmatch(name) and _is_orphan(warehouse / name, now_s)}


def _is_orphan(table: Path, now_s: float) -> bool:
    """Whether a table has commits, and its writer is not just about to register it."""
    first = min((table / "_delta_log").glob("*.json"), default=None)
    if first is None:
        return False
    return now_s - first.stat().st_mtime > PATIENCE_S or not registers_itself(first.read_text())


def registers_itself(commit: str) -> bool:
    """Whether a table's first commit is one of Spark's ``CREATE TABLE``, which then tells the metastore."""
    actions = (json.loads(line) for line in commit.splitlines() if line.strip())
    infos = [action["commitInfo"] for action in actions if "commitInfo" in action]
    return any(
        str(one.get("operation", "")).startswith("CREATE")
        and str(one.get("engineInfo", "")).startswith("Apache-Spark")
        for one in infos
    )


class Adoption:
    """Keeps the metastore's list as complete as the warehouse.

    Args:
        spark: A session of its own.
        dbfs: The folder behind ``dbfs:/``.
    """

    def __init__(self, spark: SparkSession, dbfs: Path) -> None:
        self._spark = spark
        self._warehouse = dbfs / WAREHOUSE.removeprefix("dbfs:/")
        self._marker = dbfs / ".corkboard" / "metastore"
        self._seen: set[str] = set()

    def is_lost(self) -> bool:
        """Say whether DBFS is another one than at the last look, as after ``corkboard reset``."""
        return not self._marker.exists()

    def look(self) -> list[str]:
        """Register what is new, and return it; forget tables whose folders went with a whole DBFS."""
        if self.is_lost():
            self._forget_lost()
            self._marker.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._marker.touch()
            self._seen = set()
        self._seen = {name for name in self._seen if (self._warehouse / name).is_dir()}
        new = orphans(self._warehouse, self._seen, time.time())
        return [name for name in sorted(new) if self._register(name)]

    def _register(self, name: str) -> bool:
        """Register a table unless it is known; one that cannot be read now is tried again."""
        try:
            is_known = self._spark.catalog.tableExists(f"{DATABASE}.{name}")
            if not is_known:
                where = f"{WAREHOUSE}/{name}"
                self._spark.sql(
                    f"create table if not exists {DATABASE}.`{name}` using delta location '{where}'"
                )
        except PySparkException as error:
            log.warning("table.unreadable", table=name, why=str(error).splitlines()[0])
            return False
        self._seen.add(name)
        if not is_known:
            log.info("table.registered", table=name)
        return not is_known

    def _forget_lost(self) -> None:
        """Drop every table in the warehouse whose folder is gone, as after ``corkboard reset``."""
        for database in [one.name for one in self._spark.catalog.listDatabases()]:
            for table in self._tables(database):
                self._spark.sql(f"drop table if exists `{database}`.`{table}`")
                log.info("table.forgotten", table=f"{database}.{table}")

    def _tables(self, database: str) -> Iterable[str]:
        folder = self._warehouse if database == DATABASE else self._warehouse / f"{database}.db"
        names = [one.name for one in self._spark.catalog.listTables(database) if not one.isTemporary]
        return [name for name in names if not (folder / name).exists()]
