"""The cluster's configuration."""

from __future__ import annotations

from corkboard.settings import load
from corkboard_databricks.conf import conf, secrets

KEYS = {"access_key_id": "the key", "secret_access_key": "the secret"}


def _settings(tmp_path, **databricks):
    section = {"metastore_password": "the password", **databricks}
    return load({"home": tmp_path, "aws": KEYS, "databricks": section}, environ={})


def test_the_command_line_holds_no_secret(tmp_path):
    """Every user of the machine can read it; the JVM is told when it runs."""
    settings = _settings(tmp_path)
    told = secrets(settings)

    assert not {"the secret", "the password"} & set(conf(settings).values())
    assert told["javax.jdo.option.ConnectionPassword"] == "the password"
    assert told["fs.s3a.secret.key"] == "the secret"


def test_it_can_be_reached_from_this_machine_only(tmp_path):
    """Driver and block manager."""
    made = conf(_settings(tmp_path))

    assert (made["spark.driver.host"], made["spark.driver.bindAddress"]) == ("127.0.0.1", "127.0.0.1")


def test_the_metastore_is_spoken_to_as_mysql(tmp_path):
    """MariaDB's driver hides that otherwise, and Hive's SQL fails."""
    url = secrets(_settings(tmp_path, metastore="hive2"))["javax.jdo.option.ConnectionURL"]

    assert url.startswith("jdbc:mariadb://127.0.0.1:3306/hive2?")
    assert "useMysqlMetadata=true" in url
    assert "nullDatabaseMeansCurrent=true" in url


def test_ansi_and_runtime_are_settings(tmp_path):
    """Users' notebooks cast words to numbers and expect null."""
    made = conf(_settings(tmp_path))
    other = conf(_settings(tmp_path, ansi=True, runtime="17.3"))

    assert (made["spark.sql.ansi.enabled"], other["spark.sql.ansi.enabled"]) == ("false", "true")
    assert other["spark.databricks.clusterUsageTags.sparkVersion"].startswith("17.3.x")
