"""Spark's home, whose Python part is no archive."""

from __future__ import annotations

import subprocess
import sys

import pyspark

from corkboard.spark import home


def test_it_has_what_starts_spark_and_python_finds_its_own_part_compiled(tmp_path):
    """As Spark puts it on the path: the archives' names."""
    made = home.make(tmp_path)
    names = ":".join(str(entry) for entry in (made / "python" / "lib").iterdir())
    code = "import pyspark, py4j; print(pyspark.__cached__, py4j.__cached__)"

    found = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": names},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (made / "bin" / "spark-submit").is_file()
    assert any((made / "jars").glob("spark-core*.jar"))
    assert found.stdout.count(str(made)) == 2
    assert found.stdout.count("__pycache__") == 2


def test_made_again_it_is_the_same_and_another_version_has_its_own(tmp_path, monkeypatch):
    """An environment that was renewed in its place."""
    first = home.make(tmp_path)

    assert home.make(tmp_path) == first
    monkeypatch.setattr(pyspark, "__version__", "0.0.0")
    assert home.make(tmp_path) != first
    assert len(list(tmp_path.iterdir())) == 2
