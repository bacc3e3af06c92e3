"""Twenty seeded kill points across all processes while 50,000 posts flow; whole after each of them."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

PROCESSES = ("proxy", "kafka", "connect", "aws", "mysql")
ROUNDS = 20
POSTS_A_ROUND = 2500
SEED = 20


@pytest.mark.timeout(3600)
def test_every_hop_is_whole_after_each_of_twenty_kills(make_stack):
    """Whichever process dies, and whenever: nothing is lost, doubled or changed in Kafka and S3."""
    stack, rng = make_stack(rows=11_154), random.Random(SEED)

    for number in range(ROUNDS):
        course = ("--order", "course", "--seed", str(number), "--rows", str(POSTS_A_ROUND))
        posting = stack.start_posting(*course)
        time.sleep(rng.uniform(0.5, 6))
        victim = rng.choice(PROCESSES)
        stack.kill(victim)
        stack.finish_posting(posting)

        assert stack.losses() == {}, f"round {number}, {victim} killed"
    _clean_with_kills(stack, rng)


def _clean_with_kills(stack, rng: random.Random) -> None:
    """Kill the batch job three times at random moments, then let it finish; the proof passes."""
    command = [sys.executable, "-m", "corkboard", "--home", str(stack.home), "--name", stack.name, "batch"]
    for _ in range(3):
        batch = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(8, 30))
        stack.kill_family(batch.pid)
        batch.wait(30)
    stack.command("batch")

    assert stack.command("verify", check=False).returncode == 0
