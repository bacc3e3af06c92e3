"""Where each value is from, and that no secret is shown."""

from __future__ import annotations

import pytest

from corkboard.settings import layers, load, setting_keys
from corkboard.targets.show import rows


def shown(tmp_path, overrides=None, environ=None):
    """Return each setting's value and origin."""
    given = {"home": tmp_path, **(overrides or {})}
    found = layers(given, environ=environ or {})
    return {row.setting: (row.value, row.origin) for row in rows(load(given, environ=environ or {}), found)}


def test_every_setting_is_shown(tmp_path):
    """Also those that nobody has said."""
    assert list(shown(tmp_path)) == [key.replace("__", ".") for key in setting_keys()]


@pytest.mark.parametrize(
    ("setting", "value", "origin"),
    [
        ("prefix", "option", "command line"),
        ("kafka.partitions", "3", "environment CORKBOARD_KAFKA__PARTITIONS"),
        ("rest.url", "http://127.0.0.1:7", "outputs file"),
        ("stack.rows", "9", "corkboard.toml"),
        ("database.password", "file:made", "made secret"),
        ("aws.region", "us-east-1", "default"),
        ("gateway.stage", "prod", "default"),
    ],
)
def test_the_strongest_layer_that_says_it_is_named(tmp_path, setting, value, origin):
    """With its variable, where it is one."""
    (tmp_path / "corkboard.toml").write_text(
        '[targets.local]\nprefix = "file"\n[targets.local.stack]\nrows = 9\n'
    )
    state = tmp_path / ".corkboard" / "default"
    state.mkdir(parents=True)
    (state / "outputs.json").write_text(
        '{"rest": {"url": "http://127.0.0.1:7"}, "database": {"password": "file:made"}}'
    )
    environ = {"CORKBOARD_KAFKA__PARTITIONS": "3", "CORKBOARD_PREFIX": "variable"}

    assert shown(tmp_path, {"prefix": "option"}, environ)[setting] == (value, origin)


def test_no_secret_is_shown(tmp_path):
    """Neither a password nor one within an address; a reference is none."""
    found = shown(
        tmp_path,
        {
            "database": {"password": "hunter2", "admin_password": "env:WORD"},
            "gateway": {"url": "http://me:hunter2@127.0.0.1:1"},
        },
    )

    assert "hunter2" not in str(found)
    assert found["database.admin_password"][0] == "env:WORD"
    assert found["gateway.url"][0] == "http://…@127.0.0.1:1"
