"""Notebooks on a real session: frames, SQL, streams, other notebooks."""

from __future__ import annotations

import json

import pytest
from notebook_runs import NotebookRun

SEPARATOR = "\n# COMMAND ----------\n"


@pytest.fixture
def run(spark, tmp_path):
    """A runner of notebooks of some cells in a session of its own."""
    runs = NotebookRun(spark, tmp_path)

    def go(*cells, **parameters):
        path = tmp_path / "main.py"
        path.write_text("# Databricks notebook source\n" + SEPARATOR.join(cells))
        return runs.go(path, **parameters)

    yield go
    runs.drop_tables()


@pytest.fixture
def landing(tmp_path):
    """A folder of three files with two posts each."""
    folder = tmp_path / "landing"
    folder.mkdir()
    for number in range(3):
        rows = [{"ind": 2 * number + one, "category": "art" if one else "travel"} for one in range(2)]
        (folder / f"{number}.json").write_text("\n".join(map(json.dumps, rows)))
    return folder


def test_names_and_types_are_there_without_an_import(run):
    """Databricks' own, and behind every name of the notebook's the types and what Spark 3.5 let out."""
    done = run(
        "schema = StructType([StructField('a', IntegerType())])\n"
        "print(sc is spark.sparkContext, sqlContext.sql('select 1 a').first().a, table is not None)\n"
        "print(spark.createDataFrame([(7,)], schema).select(udf(lambda x: x + 1, 'int')('a')).first()[0])\n"
        "print(sql('select 2 b').first().b, functools.reduce(max, [1, 3]))\n"
        "def Row(*a): return 'mine'\nprint(Row(), __builtins__.sum([1, 2]), 'IntegerType' in globals())",
    )

    assert done.said(1).splitlines() == ["True 1 True", "8", "2 3", "mine 3 False"]


def test_functions_of_old_names_are_there_as_import_all_once_brought_them(run):
    """Also when a notebook imports all that there is today."""
    done = run(
        "from pyspark.sql.functions import *\nprint(spark.range(3).agg(countDistinct('id')).first()[0])"
    )

    assert done.said(1) == "3\n"


def test_a_frame_of_a_million_rows_is_shown_by_its_first_thousand(run):
    """And no more are read."""
    done = run(
        "from pyspark.sql import Observation, functions as F\nread = Observation('read')\n"
        "display(spark.range(1_000_000).observe(read, F.count(F.lit(1)).alias('n')))\nprint(read.get['n'])"
    )

    assert len(done.table(1)["rows"]) == 1000
    assert done.table(1)["is_cut"]
    assert int(done.said(1)) <= 1001


def test_a_frame_shows_itself(run):
    """``df.display()``, as users write it behind a chain of calls."""
    done = run("spark.range(3).filter('id > 0').display()")

    assert done.table(1)["rows"] == [[1], [2]]


def test_a_frame_keeps_its_columns_and_types(run):
    """Two columns of one name too."""
    done = run(
        "display(spark.sql(\"select 1 as a, 'x' as a, array(1.5D) as c, timestamp'2020-08-28 03:52:47' as t, \"\n"
        "\"named_struct('k', 2) as s, cast(null as int) as n, X'6162' as b\"))"
    )

    assert done.table(1)["columns"] == ["a", "a", "c", "t", "s", "n", "b"]
    assert done.table(1)["types"][2:5] == ["array<double>", "timestamp", "struct<k:int>"]
    assert done.table(1)["rows"][0][:3] == [1, "x", "[1.5]"]
    assert done.table(1)["rows"][0][4:] == ['{"k": 2}', None, "YWI="]


def test_an_sql_cell_shows_its_last_answer_and_keeps_it(run):
    """Widgets are named in it; a statement without an answer says so."""
    done = run(
        "dbutils.widgets.text('least', '2')",
        "# MAGIC %sql\n# MAGIC -- first; a view\n# MAGIC create or replace temp view v as select id, ';' as x from range(4);\n"
        "# MAGIC select * from v where id >= :least and x = ';' and id > ${least}",
        "print(_sqldf.count())",
        "# MAGIC %sql SET spark.sql.shuffle.partitions=3",
        "# MAGIC %sql create temp view w as select 1",
    )

    assert done.record.outcome == "succeeded", done.why()
    assert done.table(2)["rows"] == [[3, ";"]]
    assert done.said(3) == "1\n"
    assert done.table(4)["rows"] == [["spark.sql.shuffle.partitions", "3"]]
    assert done.table(5)["note"].startswith("OK")


def test_an_error_of_spark_has_the_users_line_and_sparks_words(run):
    """And is the end of it."""
    done = run("x = 1", "df = spark.range(3)\ndf.select('nope').show()")

    assert done.error(2).name == "AnalysisException"
    assert '"<cell 2>", line 2' in done.error(2).traceback[1]
    assert "UNRESOLVED_COLUMN" in done.error(2).message


def test_streams_that_share_a_checkpoint_each_have_their_own_folder(run, landing, tmp_path):
    """One warning says so, ``table`` is there, and behind the last cell they read all there is."""
    checkpoint = tmp_path / "checkpoints"
    begin = f"stream = spark.readStream.schema('ind int, category string').json('{landing}')\n"
    write = (
        ".writeStream.format('delta').outputMode('append').option('checkpointLocation', '{0}/').table('{1}')"
    )
    done = run(begin, *(f"stream{write.format(checkpoint, name)}" for name in ("pin_t", "geo_t", "user_t")))

    assert done.record.outcome == "succeeded", done.why()
    assert sorted(path.name for path in checkpoint.iterdir()) == ["geo_t", "pin_t", "user_t"]
    assert [done.said(cell).count("share the checkpoint") for cell in (2, 3, 4)] == [0, 1, 0]
    assert (
        run("print([spark.table(t).count() for t in ('pin_t', 'geo_t', 'user_t')])").said(1) == "[6, 6, 6]\n"
    )


def test_a_stream_whose_checkpoint_is_removed_reads_what_there_is_and_is_stopped(run, landing, tmp_path):
    """People clear it for the next time, as their last cell."""
    done = run(
        f"q = spark.readStream.schema('ind int').json('{landing}').writeStream"
        f".option('checkpointLocation', '{tmp_path}/cp').toTable('cleared')",
        f"dbutils.fs.rm('{tmp_path}/cp', True)\nprint(q.isActive, spark.table('cleared').count())",
    )

    assert done.record.outcome == "succeeded", done.why()
    assert done.said(2).endswith("False 6\n")


def test_a_stream_is_displayed_as_it_comes(run, landing):
    """Rows that are new are added, a result that changes is shown whole."""
    done = run(
        f"from pyspark.sql.functions import col\ns = spark.readStream.schema('ind int, category string').json('{landing}')",
        "display(s)",
        "display(s.groupBy('category').count())",
    )

    assert sorted(row[0] for row in done.table(2)["rows"]) == [0, 1, 2, 3, 4, 5]
    assert sorted(done.table(3)["rows"]) == [["art", 3], ["travel", 3]]
    assert done.table(2)["note"].startswith("stream, stopped: ")


def test_a_stream_that_fails_fails_the_cell_that_began_it(run, landing, tmp_path):
    """Though it fails behind it."""
    done = run(
        "x = 1",
        f"def broken(frame, number):\n    raise ValueError('bad batch')\n"
        f"q = spark.readStream.schema('ind int').json('{landing}').writeStream.foreachBatch(broken)"
        f".option('checkpointLocation', '{tmp_path}/cp').queryName('b').start()",
        "y = 2",
    )

    assert done.record.notebooks[0].failed.cell.number == 2
    assert "bad batch" in done.error(2).message


def test_a_notebook_cannot_stop_the_cluster(run, spark):
    """It ends with a reason, and the cluster goes on."""
    done = run("spark.stop()", "print('never')")

    assert done.error(1).name == "ClusterStopError"
    assert spark.range(2).count() == 2


def test_another_notebook_has_a_session_of_its_own(run, tmp_path):
    """Its views are its own, global ones are all's."""
    (tmp_path / "child.py").write_text(
        "spark.range(3).createOrReplaceTempView('own')\n"
        "spark.range(5).createOrReplaceGlobalTempView('shared')\n"
        "dbutils.notebook.exit(spark.table('own').count())"
    )
    done = run(
        "print(dbutils.notebook.run('./child', 60))",
        "print(spark.table('global_temp.shared').count(), spark.catalog.tableExists('own'))",
    )

    assert (done.said(1), done.said(2)) == ("3\n", "5 False\n")


def test_files_and_frames_of_pandas_are_tables(run, landing):
    """``%fs`` too."""
    done = run(
        f"# MAGIC %fs ls {landing}", f"display(dbutils.fs.ls('{landing}'))", "spark.range(2).toPandas()"
    )

    assert [row[0] for row in done.table(1)["rows"]] == ["0.json", "1.json", "2.json"]
    assert done.table(1)["rows"] == done.table(2)["rows"]
    assert done.table(3)["rows"] == [[0], [1]]
