"""Twenty seeded kill points along the stream path while 20,000 posts flow; the proof after each of them."""

from __future__ import annotations

import random
import time

import pytest
from streaming import missing, posted, settle, streaming

VICTIMS = ("proxy", "job", "mysql", "supervisor", "stop", "aws")
ROUNDS = 20
POSTS_A_ROUND = 1000
RECORDS_A_POST = 3
SEED = 21


def plan() -> list[tuple[str, float]]:
    """Return each round's victim and the share of its records after which it dies; each dies three times."""
    rng = random.Random(SEED)
    victims = [*VICTIMS * 3, *rng.choices(VICTIMS, k=ROUNDS - 3 * len(VICTIMS))]
    rng.shuffle(victims)
    return [(victim, rng.uniform(0.05, 0.7)) for victim in victims]


@pytest.mark.timeout(5400)
def test_every_record_is_in_its_table_once_or_named_after_each_of_twenty_kills(make_stack):
    """Only the emulator of AWS, killed, loses anything: its memory. The proof names each of these keys."""
    stack = make_stack(rows=11_154)
    lost: set[tuple[str, int]] = set()

    with streaming(stack) as job:
        for number, (victim, share) in enumerate(plan()):
            words = ("--path", "stream", "--order", "course", "--seed", str(number), "--rate", "300")
            posting = stack.start_posting(*words, "--rows", str(POSTS_A_ROUND))
            stack.wait_posted(int(share * POSTS_A_ROUND * RECORDS_A_POST))
            assert posting.poll() is None, f"round {number}: posting ended before {victim} was killed"
            kill(stack, job, victim)
            if victim == "aws":
                lost |= resume(stack, posting)
            else:
                stack.finish_posting(posting)
            lost = settle(stack, job, lost)
            print(f"round {number}: {victim} killed at {share:.2f}, {len(lost)} keys are lost")  # noqa: T201 - progress
        assert job.end() == 0, job.words()


def kill(stack, job, victim: str) -> None:
    """End a process as a crash would; a stop and a killed supervisor need ``up`` afterwards."""
    if victim == "job":
        job.kill()
        job.start()
    elif victim == "supervisor":
        stack.supervisor().kill()
        stack.command("up")
    elif victim == "stop":
        stack.command("down")
        stack.command("up")
    else:
        stack.kill(victim)


def resume(stack, posting) -> set[tuple[str, int]]:
    """Make the streams again, post the rest, and return what may have gone with the old ones."""
    posting.wait(180)
    at_risk = missing(stack)
    run = max(path.stem for path in stack.ledgers())
    stack.command("up")
    again_at = time.time()
    stack.command("post", "--resume", run)
    return at_risk - posted(stack, again_at)
