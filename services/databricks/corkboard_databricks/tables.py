"""Tables that other programs wrote into the warehouse, made known to the metastore.

Batch and stream write Delta tables into the warehouse without a metastore, so that they need none. The
cluster looks there every other second and registers what it does not know: it costs the writers nothing.
"""

from __future__ import annotations

import re
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
log = logger("cluster")


def delta_folders(warehouse: Path) -> set[str]:
    """Return the names of the Delta tables that lie in a warehouse's own folder."""
    if not warehouse.is_dir():
        return set()
    return {
        one.name
        for one in warehouse.iterdir()
        if NAME.fullmatch(one.name) and any((one / "_delta_log").glob("*.json"))
    }


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

    def look(self) -> list[str]:
        """Register what is new, and return it; forget tables whose folders went with a whole DBFS."""
        if not self._marker.exists():
            self._forget_lost()
            self._marker.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._marker.touch()
            self._seen = set()
        there = delta_folders(self._warehouse)
        new = sorted(there - self._seen)
        self._seen &= there
        return [name for name in new if self._register(name)]

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
