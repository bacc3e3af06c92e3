"""``python -m corkboard_spark history``: Spark's own page of every run, those that are over too."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard import program, settings
from corkboard.errors import SettingsError

if TYPE_CHECKING:
    from corkboard.settings import Settings

HEAP_MB = 192
PORT = 18080
# Ended runs that are kept: a page a day for a month, and none of last year's.
CLEANING = ("cleaner.enabled=true", "cleaner.maxAge=30d", "retainedApplications=10")
# Of a cluster, which runs for days, the latest; what came before is kept in short.
SHORTENING = ("fs.eventLog.rolling.maxFilesToRetain=2",)


def command(loaded: Settings, bundled: Path) -> list[str]:
    """Return the Java command of Spark's history server.

    Args:
        loaded: Say where runs are kept, and which Java.
        bundled: PySpark's own folder, which has the server's jars.

    Raises:
        SettingsError: Runs are not kept.
    """
    kept = loaded.spark.history_dir
    if kept is None:
        raise SettingsError("spark.history_dir is not set, so no run is kept", hint="name a folder for it")
    java = loaded.spark.java_home / "bin" / "java" if loaded.spark.java_home else Path("java")
    log = Path(str(resources.files("corkboard_spark") / "log4j2.properties")).as_uri()
    options = (
        f"fs.logDirectory={kept.as_uri()}",
        "fs.update.interval=5s",
        f"ui.port={PORT}",
        *CLEANING,
        *SHORTENING,
    )
    return [
        *(str(java), f"-Xmx{HEAP_MB}m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        *(f"-Dspark.history.{option}" for option in options),
        f"-Dlog4j2.configurationFile={log}",
        *("-cp", f"{bundled / 'jars'}/*", "org.apache.spark.deploy.history.HistoryServer"),
    ]


def serve() -> None:
    """Become the server.

    Raises:
        SettingsError: Runs are not kept.
    """
    words = command(settings.load(), Path(str(resources.files("pyspark"))))
    os.execvp(words[0], words)  # noqa: S606 - a list, and no shell


if __name__ == "__main__":
    program.run(serve)
