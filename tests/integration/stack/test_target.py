"""The same verbs on a stack of this machine."""

from __future__ import annotations

import json


def test_every_connection_of_a_running_stack_can_be_used(corkboard, stack_home):
    """Directly, since nothing here is private."""
    told = json.loads(corkboard("target", "check", "--json", home=stack_home).stdout)

    assert {one["name"]: one["ok"] for one in told["data"]["checks"]} == dict.fromkeys(
        ("account", "s3", "kinesis", "gateway", "kafka", "database"), True
    )
    assert {one["route"] for one in told["data"]["checks"]} == {"direct"}


def test_what_is_missing_fails_the_check_and_is_named(corkboard, stack_home):
    """Another prefix has neither bucket nor streams nor topics."""
    done = corkboard("--prefix", "absent", "target", "check", "--json", home=stack_home, check=False)
    told = {one["name"]: one for one in json.loads(done.stdout)["data"]["checks"]}

    assert done.returncode == 1
    assert [name for name, one in told.items() if not one["ok"]] == ["s3", "kinesis", "kafka"]
    assert told["kafka"]["todo"] == "make them: corkboard --name test provision"


def test_a_settings_origin_is_the_stacks_outputs(corkboard, stack_home):
    """Its ports are those that were free."""
    shown = json.loads(corkboard("target", "show", "--why", "--json", home=stack_home).stdout)
    origins = {one["setting"]: one["origin"] for one in shown["data"]["settings"]}

    assert origins["kafka.bootstrap_servers"] == "outputs file"
    assert origins["database.password"] == "made secret"


def test_the_targets_are_listed(corkboard, stack_home):
    """And which one holds."""
    told = json.loads(corkboard("--target", "aws", "target", "list", "--json", home=stack_home).stdout)

    assert [(one["target"], one["default"], one["holds"]) for one in told["data"]["targets"]] == [
        ("local", True, False),
        ("aws", False, True),
    ]


def test_a_stack_here_is_not_pulled(corkboard, stack_home):
    """``up`` writes what it chose."""
    done = corkboard("target", "pull", "local", home=stack_home, check=False)

    assert done.returncode == 2
    assert "corkboard --name test up" in done.stderr
