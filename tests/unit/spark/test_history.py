"""What Spark's page shows of a run is kept where the settings say, and shown by Spark's own server."""

from __future__ import annotations

from pathlib import Path

import pytest

from corkboard.errors import SettingsError
from corkboard.settings import load
from corkboard_spark.history import command
from corkboard_spark.session import conf


def test_a_run_is_kept_where_the_settings_say(tmp_path):
    """And nowhere without them."""
    kept = load({"home": tmp_path, "spark": {"history_dir": tmp_path}}, environ={})

    assert conf(kept)["spark.eventLog.dir"] == tmp_path.as_uri()
    assert "spark.eventLog.enabled" not in conf(load({"home": tmp_path}, environ={}))


def test_the_server_reads_that_folder_with_the_packaged_java(tmp_path):
    """The jars are PySpark's own."""
    section = {"history_dir": tmp_path, "java_home": "/opt/java"}
    words = command(load({"home": tmp_path, "spark": section}, environ={}), Path("/opt/pyspark"))

    assert words[0] == "/opt/java/bin/java"
    assert f"-Dspark.history.fs.logDirectory={tmp_path.as_uri()}" in words
    assert words[-3:] == ["-cp", "/opt/pyspark/jars/*", "org.apache.spark.deploy.history.HistoryServer"]


def test_without_a_folder_it_says_which_setting_is_missing(tmp_path):
    """A server of nothing would look like a loss."""
    with pytest.raises(SettingsError, match="history_dir is not set"):
        command(load({"home": tmp_path}, environ={}), Path("/opt/pyspark"))
