"""The README's example, pasted; in an empty environment it runs in ``tests/soak/kinesis_source``."""

from __future__ import annotations

import os
import sys

from programs import QUICK
from query_kills import SOURCE
from readme_example import output_of


def test_the_example_prints_the_record(tools, emulator, tmp_path):
    """With Spark as it comes, which finds the source by itself."""
    own = {"JAVA_HOME": str(tools.java_home), "PYTHONPATH": str(SOURCE), "PYSPARK_PYTHON": sys.executable}
    printed = output_of(sys.executable, emulator, tmp_path, {"PATH": os.environ["PATH"], **QUICK, **own})

    assert "one espresso" in printed
    assert "table 7" in printed
