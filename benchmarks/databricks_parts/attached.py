"""Attach to the cluster and work; prints the seconds until the session was there and until all was done."""

import sys
import time

BEGAN = time.perf_counter()

from corkboard.settings import load  # noqa: E402
from corkboard_databricks.attach import session  # noqa: E402 - the clock runs
from databricks_parts.work import work  # noqa: E402

spark = session(load())
attached_s = time.perf_counter() - BEGAN
work(spark, sys.argv[1])
print(attached_s, time.perf_counter() - BEGAN)
