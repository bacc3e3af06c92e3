"""The session's configuration, and the keys to S3."""

from __future__ import annotations

import os
import sys

import pytest

from corkboard.settings import export_java, load
from corkboard_spark.keys import landing_access
from corkboard_spark.lock import one_writer
from corkboard_spark.session import conf

LOCAL = {
    "aws": {"access_key_id": "the key", "secret_access_key": "the secret"},
    "spark": {"jars_dir": "jars"},
}


def test_a_local_session_can_be_reached_from_this_machine_only(tmp_path):
    """The driver's ports by their address; the user interface by a variable that is set before the start."""
    made = conf(load({**LOCAL, "home": tmp_path}, environ={}))

    assert (made["spark.driver.host"], made["spark.driver.bindAddress"]) == ("127.0.0.1", "127.0.0.1")
    assert made["spark.driver.extraClassPath"] == "jars/*"


def test_the_configuration_holds_no_secret(tmp_path):
    """It becomes a command line that every user of the machine can read."""
    assert "the secret" not in str(conf(load({**LOCAL, "home": tmp_path}, environ={})))


def test_on_aws_the_cluster_says_where_it_runs(tmp_path):
    """Neither master nor memory nor jars are ours to choose there."""
    made = conf(load({"target": "aws", "home": tmp_path}, environ={}))

    assert not {
        "spark.master",
        "spark.driver.memory",
        "spark.driver.host",
        "spark.driver.extraClassPath",
    } & set(made)
    assert made["spark.sql.extensions"] == "io.delta.sql.DeltaSparkSessionExtension"


@pytest.mark.parametrize(
    ("target", "python"), [("local", sys.executable), ("aws", "./environment/bin/python")]
)
def test_on_aws_whoever_submits_names_the_python(tmp_path, monkeypatch, target, python):
    """Executors have it where they unpacked it; here it is this one, whatever the shell says."""
    monkeypatch.setattr(os, "environ", {"PYSPARK_PYTHON": "./environment/bin/python"})
    export_java(load({"target": target, "home": tmp_path}, environ={}))

    assert os.environ["PYSPARK_PYTHON"] == python


def test_the_settings_keys_open_the_bucket(tmp_path):
    """At the emulator's address."""
    access = landing_access(load({**LOCAL, "home": tmp_path}, environ={}))

    assert (access.endpoint, access.bucket) == ("http://127.0.0.1:4566", "user-corkboard-bucket")
    assert (access.key_id, access.secret, access.token) == ("the key", "the secret", "")


def test_on_aws_the_keys_are_those_that_awss_own_tools_find(tmp_path, monkeypatch):
    """A role's come with a session token."""
    found = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "hidden", "AWS_SESSION_TOKEN": "token"}
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    access = landing_access(
        load({"target": "aws", "aws": {"region": "eu-west-1"}, "home": tmp_path}, environ={})
    )

    assert access.endpoint == "https://s3.eu-west-1.amazonaws.com"
    assert (access.key_id, access.secret, access.token) == ("id", "hidden", "token")


def test_the_lock_is_let_go_when_its_holder_ends(tmp_path):
    """Also by an error."""
    with pytest.raises(KeyError), one_writer(tmp_path):
        raise KeyError

    with one_writer(tmp_path):
        pass
