"""Mounts through Spark, through ``dbutils.fs`` and on plain paths, against the emulator's S3."""

from __future__ import annotations

from corkboard import clients


def _keys(settings, bucket, prefix=""):
    found = clients.s3(settings).list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", ())
    return [item["Key"] for item in found]


def test_a_mount_is_read_written_and_shared_by_runs(cluster, bucket):
    """What a run writes is in the bucket, what others put there is read, and what they remove is gone."""
    name, source = bucket
    s3 = clients.s3(cluster.settings)
    first = cluster.run(f"""
        fs.mount("{source}", "/mnt/shared")
        print(spark.read.json("/mnt/shared/t/p=0/*.json").count(), local_path("/dbfs/mnt/shared/t/p=0/0.json", settings).is_file())
        spark.range(3).write.mode("overwrite").parquet("/mnt/shared/out")
        spark.range(3).write.mode("append").format("delta").save("dbfs:/mnt/shared/delta")
        fs.put("/mnt/shared/note.txt", "é")
    """)
    out, log = _keys(cluster.settings, name, "out/"), _keys(cluster.settings, name, "delta/_delta_log/")
    s3.put_object(Bucket=name, Key="t/p=0/2.json", Body=b'{"n": 2}')
    for number in range(2):
        s3.delete_object(Bucket=name, Key=f"t/p=0/{number}.json")

    second = cluster.run(f"""
        fs.refreshMounts()
        print([row.n for row in spark.read.json("/mnt/shared/t/p=0/*.json").collect()])
        mounts = {{one.mountPoint: one.source for one in fs.mounts()}}
        print(mounts["/"], mounts["/mnt/shared"], fs.head("/mnt/shared/note.txt"))
        print(spark.read.format("delta").load("/mnt/shared/delta").count(), spark.read.parquet("s3a://{name}/out").count())
        fs.rm("/mnt/shared/out", True)
        local_path("/dbfs/mnt/shared/plain.txt", settings).write_text("plain")
        fs.unmount("/mnt/shared")
        print("/mnt/shared" in [one.mountPoint for one in fs.mounts()])
    """)

    assert first[0] == "2 True"
    assert any(key.endswith(".parquet") for key in out)
    assert not [key for key in out if "_temporary" in key]
    assert "delta/_delta_log/00000000000000000000.json" in log
    assert second[:3] == ["[2]", f"DatabricksRoot s3n://{name} é", "3 3"]
    assert second[-1] == "False"
    assert _keys(cluster.settings, name, "out/") == []
    assert _keys(cluster.settings, name, "plain") == ["plain.txt"]


def test_wrong_keys_and_mounting_twice_fail_as_on_databricks(cluster, bucket):
    """Users look for these words."""
    name, source = bucket
    said = cluster.run(f"""
        def words(source, point="/mnt/wrong"):
            try:
                fs.mount(source=source, mount_point=point)
            except Exception as error:
                return type(error).__name__ + str(error).replace("\\n", " ")
        print(words("s3n://OTHER:wrong@{name}"))
        print(words("{source}".replace("%2F", "x")))
        print(words("{source}".replace("{name}", "no-such-bucket-here")))
        words("{source}", "/mnt/twice")
        print(words("{source}", "/mnt/twice"))
        fs.unmount("/mnt/twice")
    """)

    for line, code in zip(
        said, ("InvalidAccessKeyId", "SignatureDoesNotMatch", "NoSuchBucket", "already"), strict=False
    ):
        assert line.startswith("ExecutionError")
        assert code in line
    assert "requirement failed: Directory already mounted: /mnt/twice" in said[3]


def test_files_are_listed_copied_and_moved_as_on_databricks(cluster):
    """With the rows that Databricks shows."""
    assert cluster.run("""
        fs.mkdirs("/FileStore/files"); fs.put("/FileStore/files/a.txt", "abc", True)
        fs.cp("dbfs:/FileStore/files", "/tmp/files", recurse=True); fs.mv("/tmp/files/a.txt", "/FileStore/files/b.txt")
        print([(one.path, one.name, one.size) for one in fs.ls("/FileStore/files/")], fs.head("/FileStore/files/b.txt", 2))
        fs.rm("/FileStore/files", True)
        try:
            fs.ls("/FileStore/files")
        except Exception as error:
            print(str(error).splitlines()[1])
    """)[1:] == [
        "[Truncated to first 2 bytes]",
        "[('dbfs:/FileStore/files/a.txt', 'a.txt', 3), ('dbfs:/FileStore/files/b.txt', 'b.txt', 3)] ab",
        ": java.io.FileNotFoundException: File dbfs:/FileStore/files does not exist",
    ]


def test_a_stream_from_a_mount_goes_on_with_what_lands_later(cluster, bucket):
    """Each object once, also those that another program puts into the bucket between two runs and in one."""
    name, source = bucket
    stream = f"""
        import time
        if "/mnt/streamed" not in [one.mountPoint for one in fs.mounts()]:
            fs.mount("{source}", "/mnt/streamed")
        query = (
            spark.readStream.schema("n int").json("/mnt/streamed/t/p=0").writeStream
            .option("checkpointLocation", "/mnt/streamed/checkpoint").format("delta")
            .start("/mnt/streamed/streamed")
        )
        def seen():
            query.processAllAvailable()
            return sorted(row.n for row in spark.read.format("delta").load("/mnt/streamed/streamed").collect())
        while len(seen()) < WANTED and query.isActive:
            time.sleep(0.2)
        print(seen())
        query.stop()
    """

    first = cluster.run(stream.replace("WANTED", "2"))
    running = cluster.begin(stream.replace("WANTED", "3"))
    clients.s3(cluster.settings).put_object(Bucket=name, Key="t/p=0/2.json", Body=b'{"n": 2}')
    out, errors = running.communicate(timeout=200)
    cluster.run('fs.unmount("/mnt/streamed")')

    assert first == ["[0, 1]"]
    assert out.splitlines() == ["[0, 1, 2]"], errors
    assert "checkpoint/metadata" in _keys(cluster.settings, name)
