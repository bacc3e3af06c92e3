"""What programs in containers are told of the settings."""

from __future__ import annotations

from corkboard.settings import load
from corkboard.stack.docker.handover import variables


def test_what_is_set_goes_along_and_addresses_secrets_and_paths_do_not(tmp_path):
    """Inside, servers have other addresses, and passwords are in a volume."""
    settings = load(
        {
            "home": tmp_path,
            "prefix": "mine",
            "database": {"name": "posts", "host": "10.0.0.1", "port": 3307, "password": "never"},
            "kafka": {"bootstrap_servers": "10.0.0.1:1", "partitions": 3},
            "gateway": {"url": "http://127.0.0.1:1", "stage": "test"},
            "connect": {"s3_endpoint_url": "http://aws:4566", "tasks_max": 2},
            "databricks": {"ansi": True, "metastore_password": "never", "socket": "/run/c.sock"},
            "stack": {"rows": 7},
        },
        environ={},
    )

    assert variables(settings) == {
        "CORKBOARD_PREFIX": "mine",
        "CORKBOARD_DATABASE__NAME": "posts",
        "CORKBOARD_KAFKA__PARTITIONS": "3",
        "CORKBOARD_GATEWAY__STAGE": "test",
        "CORKBOARD_CONNECT__TASKS_MAX": "2",
        "CORKBOARD_DATABRICKS__ANSI": "True",
        "CORKBOARD_STACK__ROWS": "7",
        "CORKBOARD_STACK__SEED": "100",
    }


def test_what_is_told_is_a_setting(tmp_path):
    """A container refuses a variable that it does not know."""
    settings = load({"home": tmp_path, "kinesis": {"shards": 4}}, environ={})

    assert load({"home": tmp_path}, environ=variables(settings)).kinesis.shards == 4
