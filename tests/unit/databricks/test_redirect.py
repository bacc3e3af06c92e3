"""Plain Python's ``/dbfs``, in a process of its own: it changes Python's functions."""

from __future__ import annotations

import subprocess
import sys

from corkboard.settings import load

PROGRAM = """
import glob, os, pathlib, shutil, sys
from corkboard import control
from corkboard.settings import load
from corkboard_databricks.dbfs.redirect import Redirect
looked = []
control.ask = lambda settings, wanted, timeout_s, path: looked.append(wanted)
Redirect(load({"home": pathlib.Path(sys.argv[1])}, environ={})).install()
os.makedirs("/dbfs/FileStore/new")
with open("/dbfs/FileStore/new/a.txt", "w") as file:
    file.write("text")
pathlib.Path("/dbfs/FileStore/new/b.txt").write_text("b")
os.rename("/dbfs/FileStore/new/b.txt", "/dbfs/FileStore/c.txt")
shutil.copy("/dbfs/FileStore/c.txt", "/dbfs/FileStore/new/d.txt")
print(sorted(os.listdir("/dbfs/FileStore/new")), open("/dbfs/FileStore/new/a.txt").read())
print(glob.glob("/dbfs/FileStore/*.txt"), os.path.exists("/dbfs/FileStore/new/b.txt"), os.path.isdir("/dbfs"))
shutil.rmtree("/dbfs/FileStore/new")
print(os.path.exists("/dbfs/FileStore/new"), set(looked))
"""


def test_pythons_own_functions_find_dbfs(tmp_path):
    """Files are opened, listed, moved and removed there, and mirrors are looked at first."""
    settings = load({"home": tmp_path}, environ={})
    settings.dbfs_dir.mkdir(parents=True)

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "['a.txt', 'd.txt'] text",
        "['/dbfs/FileStore/c.txt'] False True",
        "False {'look'}",
    ]
    assert (settings.dbfs_dir / "FileStore" / "c.txt").read_text() == "b"
