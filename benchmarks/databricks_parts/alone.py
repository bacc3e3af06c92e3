"""Start Spark as a job does, and work; prints the seconds until the session was there, and until the end."""

import sys
import time

BEGAN = time.perf_counter()

from corkboard.settings import load  # noqa: E402
from corkboard_spark.session import start  # noqa: E402
from databricks_parts.work import work  # noqa: E402 - the clock runs

spark = start(load(), "bench")
started_s = time.perf_counter() - BEGAN
work(spark, sys.argv[1])
print(started_s, time.perf_counter() - BEGAN)
