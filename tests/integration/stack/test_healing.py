"""Crashes: healed by the supervisor, or by the next ``up``; nothing acknowledged is lost."""

from __future__ import annotations

import contextlib
import json
import signal
import time

import psutil
import pytest

PAUSED = ("mysql", "kafka", "connect", "aws")
KILLED = ("proxy", "kafka", "connect", "aws", "mysql")


@pytest.mark.timeout(400)
def test_a_kill_of_each_process_in_mid_post_is_healed_and_loses_nothing(make_stack):
    """The supervisor starts each anew, the emulator sends again what was not acknowledged."""
    stack = make_stack()
    posting = stack.start_posting("--all", "--rate", "80")

    for index, name in enumerate(KILLED):
        stack.wait_posted(300 + 600 * index)
        stack.kill(name)
    stack.finish_posting(posting)

    assert stack.losses() == {}
    assert _states(stack) == dict.fromkeys((*KILLED,), "ready")


@pytest.mark.timeout(300)
def test_a_stack_killed_whole_with_its_supervisor_comes_up_with_everything(make_stack):
    """What outlived the supervisor is ended, and what was acknowledged is there."""
    stack = make_stack()
    posting = stack.start_posting("--all", "--rate", "200")
    stack.wait_posted(1000)

    for process in stack.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
    stack.command("up")
    stack.finish_posting(posting)

    assert stack.losses() == {}


@pytest.mark.timeout(300)
def test_stand_ins_that_outlived_a_killed_supervisor_are_replaced(make_stack):
    """No second broker on the same data, no port held by a forgotten process."""
    stack = make_stack()
    orphans = [stack.process(name) for name in KILLED]
    supervisor = stack.supervisor()
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait(10)

    stack.command("up")

    assert not [process for process in orphans if process.is_running()]
    assert _states(stack) == dict.fromkeys(KILLED, "ready")


@pytest.mark.timeout(400)
def test_stand_ins_paused_in_mid_post_cost_time_only(make_stack):
    """Pause each, then resume: everything posted is where it belongs, to the clean tables."""
    stack = make_stack()
    posting = stack.start_posting("--all", "--rate", "100")

    for index, name in enumerate(PAUSED):
        stack.wait_posted(300 + 700 * index)
        paused = stack.process(name)
        paused.suspend()
        time.sleep(6)
        paused.resume()
    stack.finish_posting(posting)
    stack.command("batch")

    assert stack.command("verify").returncode == 0


def _states(stack) -> dict[str, str]:
    """Return each stand-in's state once all that were restarting have settled."""
    deadline = time.monotonic() + 30
    while True:
        answer = json.loads(stack.command("status", "--json", check=False).stdout)
        states = {one["name"]: one["state"] for one in answer["data"]["stand_ins"]}
        if set(states.values()) == {"ready"} or time.monotonic() > deadline:
            return states
        time.sleep(0.5)
