"""Stand-ins that hang, fail or start again: what is said, how soon, and with which exit code."""

from __future__ import annotations

import json
import time

STOPPED = ("mysql", "kafka", "aws", "connect", "proxy")
SOON_S = 25  # 3 s a probe, and the rest for a machine that is busy


def test_stand_ins_that_hang_are_seen_soon_and_failures_are_explained(make_stack):
    """Connections are taken and nothing is said; then, on data of another broker, Kafka does not start."""
    stack = make_stack(rows=50)
    _assert_hanging_is_seen(stack)
    _assert_up_keeps_its_timeout(stack)
    _assert_broken_outputs_are_mended(stack)
    _assert_a_failure_is_explained(stack)


def _assert_hanging_is_seen(stack) -> None:
    paused = [stack.process(name) for name in STOPPED]
    for process in paused:
        process.suspend()
    began = time.monotonic()
    try:
        done = stack.command("status", "--json", check=False)
    finally:
        for process in paused:
            process.resume()

    assert time.monotonic() - began < SOON_S
    assert done.returncode == 1
    seen = [one for one in json.loads(done.stdout)["data"]["stand_ins"] if not one["is_optional"]]
    states = {one["name"]: one["state"] for one in seen}
    assert states == dict.fromkeys(STOPPED, "starting")


def _assert_up_keeps_its_timeout(stack) -> None:
    paused = stack.process("aws")
    paused.suspend()
    began = time.monotonic()
    try:
        done = stack.command("up", "--timeout", "4", check=False)
    finally:
        paused.resume()

    assert time.monotonic() - began < SOON_S
    assert done.returncode == 4
    assert "aws was not ready after" in done.stderr
    assert "corkboard --name own logs aws" in done.stderr


def _assert_broken_outputs_are_mended(stack) -> None:
    outputs = stack.home / ".corkboard" / "own" / "outputs.json"
    outputs.write_text('{"kafka": ')

    refused = stack.command("wait", check=False)
    stack.command("up")

    assert refused.returncode == 2
    assert "outputs.json is broken" in refused.stderr
    assert "corkboard --name own up" in refused.stderr
    assert json.loads(outputs.read_text())["kafka"]
    stack.command("wait")


def _assert_a_failure_is_explained(stack) -> None:
    stack.command("down")
    broker = stack.home / ".corkboard" / "own" / "data" / "kafka" / "meta.properties"
    broker.write_text(broker.read_text().replace("node.id=1", "node.id=99"))

    done = stack.command("up", check=False)

    assert done.returncode == 1
    assert "kafka does not start: it ended by itself" in done.stderr
    assert "its log: corkboard --name own logs kafka" in done.stderr
    assert "node.id=99" in done.stderr or "node id" in done.stderr.lower()
    assert "connect   ready" not in done.stderr
