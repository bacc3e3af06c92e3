"""Twenty seeded kill points across all processes while 50,000 posts flow; proved whole after each of them."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

VICTIMS = ("proxy", "kafka", "connect", "aws", "mysql", "supervisor", "batch")
ROUNDS = 20
POSTS_A_ROUND = 2500
RECORDS_A_POST = 3
SEED = 20


def plan() -> list[tuple[str, float]]:
    """Return each round's victim and the share of its records after which it dies; each victim dies twice."""
    rng = random.Random(SEED)
    victims = [*VICTIMS, *VICTIMS, *rng.choices(VICTIMS, k=ROUNDS - 2 * len(VICTIMS))]
    rng.shuffle(victims)
    return [(victim, rng.uniform(0.02, 0.8)) for victim in victims]


@pytest.mark.timeout(3600)
def test_every_hop_is_whole_after_each_of_twenty_kills(make_stack):
    """Whichever process dies, and whenever: nothing is lost, doubled or changed up to the clean tables."""
    stack = make_stack(rows=11_154)

    for number, (victim, share) in enumerate(plan()):
        posting = stack.start_posting(
            "--order", "course", "--seed", str(number), "--rows", str(POSTS_A_ROUND)
        )
        batch = start_batch(stack) if victim == "batch" else None
        stack.wait_posted(int(share * POSTS_A_ROUND * RECORDS_A_POST))
        assert posting.poll() is None, f"round {number}: posting ended before {victim} was killed"
        kill(stack, victim, batch)
        stack.finish_posting(posting)
        stack.command("batch")
        proof = stack.command("verify", check=False)

        assert proof.returncode == 0, f"round {number}, {victim} killed at {share:.2f}:\n{proof.stdout}"


def start_batch(stack) -> subprocess.Popen[bytes]:
    """Start cleaning what has landed so far."""
    command = [sys.executable, "-m", "corkboard", "--home", str(stack.home), "--name", stack.name, "batch"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill(stack, victim: str, batch: subprocess.Popen[bytes] | None) -> None:
    """End a process as a crash would; a supervisor's children are left behind, and ``up`` replaces them."""
    if batch:
        stack.kill_family(batch.pid)
        batch.wait(30)
    elif victim == "supervisor":
        stack.supervisor().kill()
        stack.command("up")
    else:
        stack.kill(victim)
