"""What is missing, before it is run."""

from __future__ import annotations

import pytest

from corkboard_databricks.notebook.check import findings
from corkboard_databricks.notebook.reading import read


@pytest.mark.parametrize(
    ("cell", "line", "what"),
    [
        ("# MAGIC %scala\n# MAGIC val x = 1", 1, "%scala"),
        ("# MAGIC %run ./nothing", 1, "notebook ./nothing"),
        ("x = 1\nfor", 2, "syntax"),
        ("import sys, no_such_module", 1, "import no_such_module"),
        ("from databricks.automl import x", 1, "import databricks.automl"),
        ("x = 1\n%nonsense", 2, "%nonsense"),
        ("dbutils.fs.updateMount('a', 'b')", 1, "dbutils.fs.updateMount"),
        ("dbutils.credentials.assumeRole('a')", 1, "dbutils.credentials"),
        ("spark.readStream.format('cloudFiles').load('x')", 1, "format('cloudFiles')"),
        ("spark.sql('''GRANT select ON t TO u''')", 1, "GRANT select ON"),
        ("# MAGIC %sql\n# MAGIC create table t (a int);\n# MAGIC COPY INTO t FROM 'x'", 1, "COPY INTO t"),
        ("# MAGIC %fs frobnicate /mnt", 1, "%fs frobnicate"),
        ("dbutils.notebook.run('./nothing', 60)", 1, "notebook ./nothing"),
    ],
)
def test_what_is_missing_is_named_with_its_cell_and_line(write, cell, line, what):
    """And why, or what to do instead."""
    found = findings(read(write("main.py", "x = 1", cell)))

    assert [(one.cell, one.line) for one in found[:1]] == [(2, line)]
    assert what in [one.what for one in found]
    assert all(one.why for one in found)


def test_what_the_courses_notebooks_use_is_there(write):
    """Nothing is found in it."""
    write("setup.ipynb", "x = 1")
    path = write(
        "main.py",
        "# MAGIC %run ./setup",
        "from pyspark.sql.functions import *\nimport urllib, pandas as pd, matplotlib.pyplot as plt\nfrom delta.tables import DeltaTable",
        "dbutils.fs.mount('s3n://a:b@c', '/mnt/c')\ndisplay(dbutils.fs.ls('/mnt'))\n%pip install pandas",
        "df.writeStream.format('delta').option('checkpointLocation', '/tmp').table('t')",
        "# MAGIC %sql\n# MAGIC SET x=false;\n# MAGIC select * from t",
        "# MAGIC %sh ls",
        "# MAGIC %fs ls /mnt",
        "await f()",
    )

    assert findings(read(path)) == []
