"""The README's example as a program, with the emulator that a test has."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

README = Path(__file__).parents[3] / "services" / "kinesis_source" / "README.md"
ADDRESS = "http://127.0.0.1:4566"
STREAM = "orders"
PATIENCE_S = 500


def example(url):
    """Return the example's text."""
    (text,) = re.findall(r"^```python\n(.*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)
    assert ADDRESS in text
    return text.replace(ADDRESS, url)


def output_of(python, emulator, folder, environment):
    """Put one record into the example's stream, run it, and return what it printed."""
    emulator.client.create_stream(StreamName=STREAM, ShardCount=1)
    emulator.client.put_record(StreamName=STREAM, Data=b"one espresso", PartitionKey="table 7")
    program = folder / "example.py"
    program.write_text(example(emulator.url))
    try:
        done = subprocess.run(
            [str(python), program.name],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    finally:
        emulator.client.delete_stream(StreamName=STREAM)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
