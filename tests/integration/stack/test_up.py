"""The native engine on the running stack."""

from __future__ import annotations

import json

import psutil

from corkboard.provision.apply import missing
from corkboard.stack.processes import family


def test_status_says_that_everything_is_usable(corkboard, stack_home):
    """Ready means usable: every stand-in, the connector and its tasks, the streams."""
    answer = json.loads(corkboard("status", "--json", home=stack_home).stdout)

    states = {one["state"] for one in answer["data"]["stand_ins"] if not one["is_optional"]}
    assert states == {"ready"}
    assert (answer["data"]["sink"], answer["data"]["streams"]) == ("running", "active")


def test_up_on_a_running_stack_changes_nothing(corkboard, stack_home):
    """It is idempotent: the same processes run after it."""
    before = _pids(corkboard, stack_home)

    corkboard("up", home=stack_home)

    assert _pids(corkboard, stack_home) == before


def test_a_running_broker_is_not_given_another_listener(corkboard, stack_home):
    """What to do is said, and nothing is stopped."""
    before = _pids(corkboard, stack_home)

    refused = corkboard("up", "--with", "msk-iam", home=stack_home, check=False)

    assert refused.returncode == 5
    assert "corkboard --name test down" in refused.stderr
    assert _pids(corkboard, stack_home) == before


def test_nothing_is_missing_after_up(settings):
    """Provisioning twice finds nothing to do."""
    assert missing(settings) == []


def test_every_listening_socket_of_the_stack_is_on_loopback(corkboard, stack_home):
    """Nothing of it can be reached from outside."""
    addresses = {
        connection.laddr.ip
        for pid in _pids(corkboard, stack_home)
        for process in family(psutil.Process(pid))
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }

    assert addresses == {"127.0.0.1"}


def test_waiting_for_topics_that_are_not_there_is_an_error(corkboard, stack_home):
    """Nothing to land is not the same as everything landed."""
    done = corkboard("wait", "--prefix", "absent", home=stack_home, check=False)

    assert done.returncode == 1
    assert "there is no topic absent.pin" in done.stderr
    assert "corkboard --name test provision" in done.stderr


def test_every_jvm_of_the_stack_has_hard_limits(corkboard, stack_home):
    """Heap, metaspace, direct memory and code are bounded in the processes that really run."""
    limits = ("-Xmx256m", "-XX:MaxMetaspaceSize=", "-XX:MaxDirectMemorySize=", "-XX:ReservedCodeCacheSize=")
    commands = [psutil.Process(pid).cmdline() for pid in _pids(corkboard, stack_home)]
    javas = [command for command in commands if command[0].endswith("/java")]

    assert len(javas) == 2
    for command in javas:
        for limit in (*limits, "-XX:+ExitOnOutOfMemoryError"):
            assert any(word.startswith(limit) for word in command), (limit, command)


def _pids(corkboard, stack_home):
    answer = json.loads(corkboard("status", "--json", home=stack_home).stdout)
    return [one["pid"] for one in answer["data"]["stand_ins"] if one["pid"]]
