"""A Spark home like the installed one, but for Python's part of it, which Spark's Python processes import.

In the installed one that is an archive, and Python compiles what it takes from there anew in each process:
some 0.6 s of CPU time, for each data source, each query and each kind of task. Here it is a folder that
leads to the installed packages, which were compiled once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from importlib import resources
from pathlib import Path

import pyspark

LINKED = ("bin", "jars")
LIBRARY = Path("python", "lib")


def make(folder: Path) -> Path:
    """Return the home below a folder, made if it is not there; ``spark-submit`` keeps its own."""
    installed = Path(str(resources.files("pyspark")))
    if installed.parent.suffix == ".zip":  # as spark-submit has it: <home>/python/lib/pyspark.zip/pyspark
        return installed.parents[3]
    key = hashlib.sha256(f"{installed} {pyspark.__version__}".encode()).hexdigest()
    home = folder / f"spark-{key[:10]}"
    if home.exists():
        return home
    draft = home.with_name(f"{home.name}.{os.getpid()}")
    (draft / LIBRARY).mkdir(parents=True)
    for name in LINKED:
        (draft / name).symlink_to(installed / name)
    for archive in (installed / LIBRARY).iterdir():
        package = archive.name.split("-")[0].removesuffix(".zip")
        stand_in = draft / LIBRARY / archive.name
        stand_in.mkdir()
        (stand_in / package).symlink_to(Path(str(resources.files(package))))
    try:
        draft.rename(home)
    except OSError:  # another process was first
        shutil.rmtree(draft)
    return home
