"""The command starts fast: a verb loads its clients when it runs."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"boto3", "botocore", "confluent_kafka", "deltalake", "pyarrow", "pyspark", "requests", "sqlalchemy"}


def test_the_command_itself_loads_no_client_library():
    """They cost more than everything else that 'corkboard --help' does."""
    code = "import sys, corkboard.cli.app; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert HEAVY & set(done.stdout.split()) == set()
