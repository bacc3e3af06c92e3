"""The command as a person meets it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.fixture
def command(tmp_path):
    """A function that runs the command in an empty home whose MySQL and gateway do not exist."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CORKBOARD_")}
    environ |= {"CORKBOARD_HOME": str(tmp_path), "CORKBOARD_DATABASE__PORT": "1", "COLUMNS": "100"}

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        argv = [sys.executable, "-m", "corkboard_emulator", *options]
        return subprocess.run(argv, env=environ, capture_output=True, text=True, timeout=60, check=False)

    return run


def test_contradictory_options_exit_with_2_and_say_what_to_do(command):
    """``--all`` draws each row once, which the course's order cannot."""
    result = command("--all", "--order", "course")

    assert result.returncode == 2
    assert "--rows" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_absent_database_is_a_sentence_and_exit_code_1(command):
    """At the start nobody waits for it."""
    result = command("--path", "batch")

    assert result.returncode == 1
    assert "MySQL at 127.0.0.1:1/pinterest_data" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_help_teaches_with_examples(command):
    """Each option and each exit code is there."""
    text = command("--help").stdout

    assert "corkboard post --order course --rows 1000" in text
    assert all(
        f"--{option}" in text for option in ("resume", "in-flight", "patience", "pace", "json", "rate")
    )
    assert "130" in text
