"""The same programs under ``spark-submit``, on a cluster whose executors are processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from programs import QUICK, environment

from corkboard_spark import batch

CLUSTER = "local-cluster[2,1,1024]"
TIMEOUT_S = 240


def submit(settings, *arguments):
    """Run the batch under ``spark-submit`` and return its exit code and what it printed."""
    jars = f"{settings.spark.jars_dir}/*"
    command = [Path(sys.executable).with_name("spark-submit"), "--master", CLUSTER]
    command += ["--driver-class-path", jars, batch.__file__, *arguments]
    process = subprocess.Popen(
        command,
        env={
            **environment(settings),
            **QUICK,
            "CORKBOARD_SPARK__MASTER": CLUSTER,
            "JAVA_HOME": str(settings.spark.java_home),
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        printed, complained = process.communicate(timeout=TIMEOUT_S)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, printed, complained


def test_executors_that_are_other_processes_land_every_record(bucket, settings):
    """The reader is shipped to them, and the offsets are the driver's."""
    for first in range(0, 60, 20):
        bucket.put_rows(first, first + 20)

    code, printed, complained = submit(settings, "--json")

    assert code == 0, f"{printed[-3000:]}{complained[-3000:]}"
    document, _ = json.JSONDecoder().raw_decode(printed, printed.index("{\n"))  # among lines of the log
    feeds = document["feeds"]
    assert {feed["feed"]: feed["clean_rows"] for feed in feeds} == {"pin": 60, "geo": 60, "user": 60}
