"""The cluster's Spark configuration as values; what is secret is told to the JVM when it runs already."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.settings import reveal
from corkboard.spark.conf import ANYWHERE, DELTA, LONG_JOB, LOOPBACK, SMALL, history, jars

if TYPE_CHECKING:
    from corkboard.settings import Settings

WAREHOUSE = "dbfs:/user/hive/warehouse"
SCRATCH = "/tmp/hive"  # noqa: S108 - on DBFS
HADOOP = "spark.hadoop."
JAVA_OPTIONS = (
    "-XX:+UseSerialGC -XX:MaxMetaspaceSize=320m -XX:ReservedCodeCacheSize=160m -XX:MaxDirectMemorySize=128m "
    "-XX:+ExitOnOutOfMemoryError -Djava.net.preferIPv4Stack=true"
)
# Only the last of what Spark's own page shows is remembered: a cluster runs for days.
REMEMBERED = {
    "spark.sql.ui.retainedExecutions": "50",
    "spark.ui.retainedJobs": "100",
    "spark.ui.retainedStages": "100",
    "spark.ui.retainedTasks": "500",
    "spark.sql.streaming.ui.retainedProgressUpdates": "50",
    "spark.sql.streaming.numRecentProgressUpdates": "20",
}
DATABRICKS = {
    "spark.sql.sources.default": "delta",
    "spark.sql.execution.pythonUDF.arrow.enabled": "false",
}
STREAMS = {
    "spark.python.factory.idleWorkerMaxPoolSize": "3",
    "spark.sql.streaming.checkpointFileManagerClass": (
        "org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager"
    ),
    "spark.sql.streaming.checkpoint.fileChecksum.enabled": "false",
}
METASTORE = {
    "spark.sql.catalogImplementation": "hive",
    f"{HADOOP}hive.metastore.schema.verification": "false",
    f"{HADOOP}hive.exec.scratchdir": SCRATCH,
    f"{HADOOP}datanucleus.schema.autoCreateTables": "true",
    f"{HADOOP}datanucleus.schema.autoCreateColumns": "true",
    # With them it waits for a lock on its own metadata for ever.
    f"{HADOOP}datanucleus.schema.autoCreateConstraints": "false",
    f"{HADOOP}javax.jdo.option.ConnectionDriverName": "org.mariadb.jdbc.Driver",
}
# Without the first DataNucleus writes SQL that fails; without the second it takes information_schema's
# PARTITIONS for its own table; the third lets MySQL 9 hand out the key for its passwords.
URL_OPTIONS = "useMysqlMetadata=true&nullDatabaseMeansCurrent=true&allowPublicKeyRetrieval=true"
PATHS = {
    f"{HADOOP}fs.defaultFS": "dbfs:///",
    f"{HADOOP}fs.dbfs.impl": "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme",
    f"{HADOOP}fs.mirrored.impl": "corkboard.dbfs.MirroredFileSystem",
    f"{HADOOP}fs.s3n.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
    "spark.sql.warehouse.dir": WAREHOUSE,
    # Commits are renames, which MirroredFileSystem makes fail where another was first.
    "spark.delta.logStore.dbfs.impl": "io.delta.storage.LocalLogStore",
}


def conf(settings: Settings) -> dict[str, str]:
    """Return the configuration without secrets: it becomes a command line."""
    log = Path(str(resources.files("corkboard_databricks") / "log4j2.properties")).as_uri()
    dbfs, runtime = settings.dbfs_dir, settings.databricks.runtime
    return {
        **ANYWHERE,
        **DELTA,
        **SMALL,
        **LOOPBACK,
        **REMEMBERED,
        **STREAMS,
        **DATABRICKS,
        **METASTORE,
        **PATHS,
        **class_path(settings),
        **history(settings),
        "spark.master": settings.spark.master,
        "spark.driver.memory": f"{settings.databricks.memory_mb}m",
        "spark.driver.extraJavaOptions": f"{LONG_JOB} {JAVA_OPTIONS} -Dlog4j2.configurationFile={log}",
        "spark.ui.port": str(settings.spark.ui_port),
        "spark.scheduler.mode": "FAIR",
        "spark.sql.ansi.enabled": str(settings.databricks.ansi).lower(),
        "spark.databricks.clusterUsageTags.clusterName": "corkboard",
        "spark.databricks.clusterUsageTags.sparkVersion": f"{runtime}.x-scala2.13",
        f"{HADOOP}fs.viewfs.mounttable.default.linkFallback": f"mirrored://{dbfs}",
    }


def class_path(settings: Settings) -> dict[str, str]:
    """Return where the jars are, that of DBFS among them."""
    own = settings.databricks.filesystem_jar
    found = jars(settings)
    key = "spark.driver.extraClassPath"
    return {**found, key: ":".join(filter(None, (found.get(key), str(own) if own else "")))}


def secrets(settings: Settings) -> dict[str, str]:
    """Return what opens S3 and the metastore, as Hadoop's configuration; see ``apply``."""
    section, database = settings.databricks, settings.database
    s3a = {key.removeprefix(HADOOP): value for key, value in settings.aws.s3a_conf().items()}
    url = f"jdbc:mariadb://{database.host}:{database.port}/{section.metastore}?{URL_OPTIONS}"
    return {
        **s3a,
        "javax.jdo.option.ConnectionURL": url,
        "javax.jdo.option.ConnectionUserName": section.metastore_user,
        "javax.jdo.option.ConnectionPassword": reveal(section.metastore_password),
    }
