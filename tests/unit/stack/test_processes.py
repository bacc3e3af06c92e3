"""Processes by the session that they belong to."""

from __future__ import annotations

import os
import subprocess

import psutil

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


def test_of_a_killed_process_those_children_are_left_idle_that_have_none_themselves():
    """A worker that runs a task is let be, and so is the task; of one that lives nothing is taken."""
    script = "sleep 60 & echo $!; sh -c 'sleep 61 & echo $!; wait' & wait"
    shell = subprocess.Popen(["/bin/sh", "-c", script], stdout=subprocess.PIPE, text=True, process_group=0)
    idle, task = int(shell.stdout.readline()), int(shell.stdout.readline())
    while_it_lives = processes.left_idle(shell.pid)
    shell.kill()
    shell.wait(20)

    found = processes.left_idle(shell.pid)
    processes.end(found, wait_s=5)

    assert while_it_lives == []
    assert [process.pid for process in found] == [idle]
    worker = psutil.Process(task).parent()
    assert processes.left_idle(shell.pid) == []
    processes.end(processes.family(worker), wait_s=5)
