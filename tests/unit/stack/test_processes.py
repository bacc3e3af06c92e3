"""Processes by the session that they belong to."""

from __future__ import annotations

import os
import subprocess

from corkboard.stack import processes


def test_what_a_process_that_has_ended_left_behind_is_found_by_its_session():
    """Its descendants have other parents by then."""
    command = ["/bin/sh", "-c", "sleep 60 & echo $!"]
    shell = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    left = int(shell.stdout.readline())
    shell.wait(20)

    found = processes.of_session(shell.pid)
    processes.end(found, wait_s=5)

    assert [process.pid for process in found] == [left]
    assert processes.of_session(shell.pid) == []


def test_a_process_is_in_the_session_in_which_it_was_started():
    """As this test's own."""
    assert os.getpid() in {process.pid for process in processes.of_session(os.getsid(0))}
