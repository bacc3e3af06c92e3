"""``python -m corkboard_spark.rehearsal FOLDER``: a little of all that batch, stream and report ask of Spark.

Setup runs it once, with a Java that keeps the classes it needed for every later program.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark import SparkContext

from corkboard import catalogue, program, settings
from corkboard_spark import io, schemas, session
from corkboard_spark.answers import ask_tables
from corkboard_spark.transforms.geos import clean_geos
from corkboard_spark.transforms.pins import clean_pins
from corkboard_spark.transforms.users import clean_users

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

AT = datetime(2020, 1, 1)  # noqa: DTZ001 - as on the wire, which names no zone
PIN = (0, "u", "a", "b", "c", "1k", "d,e", "image", "https://i", 1, "Local save in /data/art", "art")
ROWS = {
    "pin": (schemas.PIN_WIRE, [PIN], clean_pins),
    "geo": (schemas.GEO_WIRE, [(0, AT, 1.0, 2.0, "Chile")], clean_geos),
    "user": (schemas.USER_WIRE, [(0, "A", "B", 20, AT)], clean_users),
}
JVM_END_S = 300


def rehearse(folder: Path) -> None:
    """Clean a row of each feed, append and merge it, ask every question, and stream a file."""
    spark = session.start(settings.load(), "rehearsal")
    tables = {}
    for feed in catalogue.FEEDS:
        wire, rows, clean = ROWS[feed.name]
        cleaned = clean(spark.createDataFrame(rows, wire))
        where = str(folder / feed.clean)
        io.append(cleaned, where, app="rehearsal", reached=1)
        io.merge(cleaned, where, app="rehearsal", reached=2)
        tables[feed.clean] = spark.read.format("delta").load(where)
    ask_tables(tables)
    tables[catalogue.PIN.clean].write.json(str(folder / "landed"))
    landed = spark.readStream.schema("ind long").json(str(folder / "landed"))
    query = landed.writeStream.foreachBatch(_look).trigger(availableNow=True)
    query.option("checkpointLocation", str(folder / "checkpoint")).start().awaitTermination()
    spark.stop()


def _look(rows: DataFrame, _: int) -> None:
    rows.collect()


def end_java() -> None:
    """Let the JVM end in its own time: that is when it writes what it keeps."""
    gateway = SparkContext._gateway  # noqa: SLF001 - there is no public way
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(JVM_END_S)


def main() -> None:
    """Rehearse in the folder that is named."""
    rehearse(Path(sys.argv[1]))
    end_java()


if __name__ == "__main__":
    program.run(main)
