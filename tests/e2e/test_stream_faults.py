"""The stream path while its parts are killed, each time with the proof; the long form is in ``soak``."""

from __future__ import annotations

import time

import pytest
from streaming import missing, posted, settle, streaming

STREAM = ("--path", "stream")


@pytest.mark.timeout(900)
def test_the_stream_path_survives_the_death_of_each_part_and_names_what_is_lost(make_stack):
    """The proxy and the job under load, a clean stop of all, and last the emulator of AWS with its memory."""
    stack = make_stack(rows=1200)
    with streaming(stack) as job:
        posting = stack.start_posting("--rows", "1000", *STREAM, "--rate", "80")
        stack.wait_posted(300)
        stack.kill("proxy")
        stack.wait_posted(2000)
        job.kill()
        job.start()
        stack.finish_posting(posting)
        settle(stack, job, set())

        stack.command("down")
        stack.command("up")
        stack.command("post", *STREAM, "--order", "course", "--rows", "50")
        settle(stack, job, set())
        job.kill()

    stack.command("post", *STREAM, "--all")
    lost = missing(stack)
    stack.kill("aws")
    said = " ".join(stack.command("up").stderr.split())

    with streaming(stack) as job:
        began_at = time.time()
        stack.command("post", *STREAM, "--order", "course", "--seed", "3", "--rows", "100")
        came_back = posted(stack, began_at) & lost
        settle(stack, job, lost - came_back)
        assert job.end() == 0, job.words()
    assert "lost and made again: epoch 2" in said
    assert len(lost) >= 300
    assert came_back
