"""DBFS: what notebooks see as ``dbfs:/``, with mounts that mirror buckets.

paths, sources, plan        decide: what a path means, what a mount's source says, what a mirror lacks
table, mirror, mounts       keep the mounts, in the cluster
files, redirect             what a run calls: ``dbutils.fs``, and plain ``open("/dbfs/...")``
"""

from corkboard_databricks.dbfs.files import ExecutionError, FileInfo, Files, MountInfo
from corkboard_databricks.dbfs.paths import local_path

__all__ = ["ExecutionError", "FileInfo", "Files", "MountInfo", "local_path"]
