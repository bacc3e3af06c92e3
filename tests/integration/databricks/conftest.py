"""The cluster on the running stack, and runs on it: each a process of its own, as a notebook's."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import time

import pytest

from corkboard import catalogue, clients, control
from corkboard.errors import UnavailableError
from corkboard.settings import child_environment

PRELUDE = """
from corkboard.settings import load
from corkboard_databricks.attach import session
from corkboard_databricks.dbfs import Files, local_path
settings = load()
spark = session(settings)
fs = Files(spark, settings)
"""
PATIENCE_S = 200


class Cluster:
    """What a test does with the cluster.

    Attributes:
        settings: The stack's.
    """

    def __init__(self, settings):
        self.settings = settings

    def begin(self, code):
        """Start a run and return its process."""
        return subprocess.Popen(
            [sys.executable, "-c", PRELUDE + textwrap.dedent(code)],
            env=child_environment(self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code):
        """Run to the end, and return what was printed, line by line."""
        process = self.begin(code)
        out, errors = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, errors[-3000:]
        return out.splitlines()

    def ask(self, wanted, **arguments):
        """Ask the cluster."""
        return control.ask(self.settings, wanted, timeout_s=60, **arguments)

    def runs(self):
        """Return the processes that are attached."""
        return {one["pid"]: one["run"] for one in self.ask("runs")["runs"]}

    def wait(self, condition, what):
        """Return when a condition holds."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, what
            time.sleep(0.1)

    def is_usable(self):
        """Whether a query answers."""
        try:
            return bool(self.ask("query"))
        except UnavailableError:
            return False


@pytest.fixture(scope="session")
def cluster(corkboard, stack_home, settings):
    """The cluster, started once."""
    corkboard("up", "--only", "spark", "--timeout", "300", home=stack_home)
    return Cluster(settings)


@pytest.fixture
def bucket(settings):
    """A bucket of its own with two objects, and the keys that open it as users write them."""
    from urllib.parse import quote  # noqa: PLC0415

    s3, name = clients.s3(settings), f"mounted-{time.time_ns()}"
    s3.create_bucket(Bucket=name)
    for number in range(2):
        s3.put_object(Bucket=name, Key=f"t/p=0/{number}.json", Body=json.dumps({"n": number}).encode())
    keys = settings.aws
    secret = quote(keys.secret_access_key.get_secret_value(), safe="")
    yield name, f"s3n://{keys.access_key_id.get_secret_value()}:{secret}@{name}"
    for item in s3.list_objects_v2(Bucket=name).get("Contents", ()):
        s3.delete_object(Bucket=name, Key=item["Key"])
    s3.delete_bucket(Bucket=name)


@pytest.fixture
def written(cluster):
    """A Delta table that another program writes into the warehouse without a metastore."""
    import pyarrow as pa  # noqa: PLC0415
    from deltalake import write_deltalake  # noqa: PLC0415

    name = f"batch_{time.time_ns()}"
    write_deltalake(cluster.settings.clean_table(name), pa.table({catalogue.CLEAN_KEY: [1, 2, 3]}))
    return name
