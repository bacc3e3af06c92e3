"""Work that goes on in a thread while a block runs; what fails there fails here."""

from __future__ import annotations

import contextlib
import threading


@contextlib.contextmanager
def beside(work, end):
    """Do some work while the block runs, and wait until it has ended.

    Args:
        work: What is done, once.
        end: Called at the end of the block, and asks the work to end.

    Yields:
        What has failed so far; raised behind the block if that did not fail by itself.
    """
    failures = []

    def run():
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised below, where the test is
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield failures
    finally:
        end()
        thread.join()
    if failures:
        raise failures[0]


@contextlib.contextmanager
def repeating(turn, *, every_s, finish=lambda: None):
    """Take one turn after the other while the block runs, with a pause before each; then finish."""
    is_over = threading.Event()

    def work():
        while not is_over.wait(every_s):
            turn()
        finish()

    with beside(work, is_over.set):
        yield
