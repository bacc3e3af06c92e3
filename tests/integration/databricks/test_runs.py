"""Runs on the cluster: apart where they should be, together where they should be, gone when they have ended."""

from __future__ import annotations

import psutil
import pytest

HANGING = """
spark.readStream.format("rate").load().writeStream.format("memory").queryName("endless").start()
print("begun", flush=True)
spark.range(0, 2).rdd.foreach(lambda _: __import__("time").sleep(600))
"""


def _active(cluster):
    return cluster.run("""
        jobs = spark.sparkContext.statusTracker().getActiveJobsIds()
        streams = spark._jsparkSession.sharedState().activeStreamingQueries()
        print(len(jobs), len(streams))
    """)


def test_a_runs_views_and_settings_are_its_own_and_global_views_are_shared(cluster):
    """Also when it has ended."""
    cluster.run("""
        spark.range(7).createOrReplaceGlobalTempView("shared")
        spark.range(3).createOrReplaceTempView("private")
        spark.conf.set("spark.sql.shuffle.partitions", "3")
    """)

    assert cluster.run("""
        print(spark.table("global_temp.shared").count(), spark.catalog.tableExists("private"))
        print(spark.conf.get("spark.sql.shuffle.partitions"), spark.sql("select cast('x' as int)").first()[0])
    """) == ["7 False", "2 None"]


def test_tables_of_batch_and_stream_and_of_runs_are_listed(cluster, written):
    """What was written without a metastore is registered while runs go on; what a run saves lasts."""
    cluster.ask("tables")
    cluster.run("""
        spark.sql("create database if not exists other")
        spark.range(5).write.mode("overwrite").saveAsTable("other.saved")
        spark.range(5).write.mode("overwrite").saveAsTable("0a1b_saved")
    """)

    listed = cluster.run(f"""
        print(spark.table("{written}").count(), spark.table("other.saved").count())
        print(*[row.tableName for row in spark.sql("show tables").collect()])
    """)

    assert listed[0] == "3 5"
    assert {written, "0a1b_saved"} <= set(listed[1].split())


def test_a_run_that_is_cancelled_leaves_neither_jobs_nor_streams(cluster):
    """Nor its process, which says why; others go on."""
    hanging = cluster.begin(HANGING)
    assert hanging.stdout.readline() == "begun\n"

    cluster.ask("cancel", run=cluster.runs()[hanging.pid])

    assert hanging.wait(30) != 0
    assert "the run was cancelled" in hanging.stderr.read()
    cluster.wait(lambda: _active(cluster) == ["0 0"], "jobs or streams are left")


def test_a_run_that_is_killed_leaves_neither_jobs_nor_streams(cluster):
    """The cluster sees its connection end."""
    hanging = cluster.begin(HANGING)
    assert hanging.stdout.readline() == "begun\n"

    hanging.kill()
    hanging.wait(30)

    cluster.wait(lambda: hanging.pid not in cluster.runs(), "the run is still there")
    cluster.wait(lambda: _active(cluster) == ["0 0"], "jobs or streams are left")


def test_stopping_spark_in_a_run_changes_nothing(cluster):
    """It belongs to all; the run goes on too."""
    assert cluster.run("spark.stop(); spark.sparkContext.stop(); print(spark.range(3).count())") == ["3"]


def test_every_socket_is_on_loopback(cluster, corkboard, stack_home):
    """Spark's page, its block manager, the runs' gateways."""
    import json  # noqa: PLC0415

    answer = json.loads(corkboard("status", "--json", home=stack_home, check=False).stdout)
    [spark] = [one for one in answer["data"]["stand_ins"] if one["name"] == "spark"]
    top = psutil.Process(spark["pid"])
    listening = [
        connection.laddr
        for process in (top, *top.children(recursive=True))
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]

    assert (spark["plays"], spark["state"]) == ("Databricks", "ready")
    assert {address.ip for address in listening} == {"127.0.0.1"}
    assert cluster.settings.spark.ui_port in {address.port for address in listening}


@pytest.mark.timeout(400)
def test_a_cluster_that_is_killed_comes_back_with_its_tables(cluster):
    """The run that was attached ends with the reason."""
    cluster.run('spark.range(5).write.mode("overwrite").saveAsTable("kept")')
    waiting = cluster.begin("""
        print("begun", flush=True)
        import time
        time.sleep(600)
    """)
    assert waiting.stdout.readline() == "begun\n"

    [java] = [
        process
        for process in psutil.process_iter(["cmdline"])
        if f"spark.ui.port={cluster.settings.spark.ui_port}" in (process.info["cmdline"] or ())
        and "java" in process.info["cmdline"][0]
    ]
    java.kill()

    assert waiting.wait(60) != 0
    assert "the Databricks cluster has ended" in waiting.stderr.read()
    cluster.wait(cluster.is_usable, "the cluster did not come back")
    assert cluster.run('print(spark.table("kept").count())') == ["5"]


def test_after_a_reset_runs_find_the_keys_again_and_no_other_table(cluster, corkboard, stack_home):
    """An administrator's table is part of the seeded start; a session that was there before sees it too."""
    cluster.run('spark.range(5).write.mode("overwrite").saveAsTable("forgotten")')
    corkboard("reset", home=stack_home)
    keys = cluster.settings.dbfs_dir / "user" / "hive" / "warehouse" / "authentication_credentials"
    cluster.wait((keys / "_delta_log").is_dir, "the keys are not there")
    cluster.wait(lambda: _tables(cluster) == ["authentication_credentials"], "other tables are listed")

    assert cluster.run("""
        keys = spark.read.format("delta").load("/user/hive/warehouse/authentication_credentials").first()
        print(keys["User name"], spark.table("authentication_credentials").count())
    """) == ["databricks-user 1"]


def _tables(cluster):
    return cluster.run('print(*[row.tableName for row in spark.sql("show tables").collect()])')[0].split()
