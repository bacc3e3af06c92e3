"""The command, as far as it needs no server."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from corkboard.catalogue import FEEDS
from corkboard_database.__main__ import app
from corkboard_database.rows import generate


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_rows_prints_a_tables_rows_as_json_lines(feed):
    """In table order, dates as on the wire; nothing is asked of a server."""
    result = CliRunner().invoke(
        app, ["rows", "--feed", feed.name, "--limit", "3", "--rows", "50", "--seed", "9"]
    )
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    made = [getattr(row, feed.name) for row in generate(50, 9)][:3]

    assert [tuple(row) for row in printed] == [feed.columns] * 3
    assert [tuple(map(str, row.values())) for row in printed] == [tuple(map(str, row)) for row in made]


def test_rows_prints_the_whole_table_without_a_limit():
    """One line a row."""
    result = CliRunner().invoke(app, ["rows", "--feed", "geo", "--rows", "321"])

    assert len(result.stdout.splitlines()) == 321


@pytest.mark.parametrize("rows", ["0", "-1", "50000001", "many"])
def test_a_number_of_rows_that_cannot_be_is_refused(rows):
    """With the usual exit code for options."""
    assert CliRunner().invoke(app, ["rows", "--feed", "pin", "--rows", rows]).exit_code == 2


def test_a_server_that_does_not_answer_is_one_sentence_and_the_next_step(tmp_path, unused_port):
    """No stack trace, exit code 1."""
    environment = {"CORKBOARD_DATABASE__PORT": str(unused_port), "CORKBOARD_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "corkboard_database", "seed", "--quiet"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert f"MySQL at 127.0.0.1:{unused_port}" in done.stderr
    assert "corkboard up" in done.stderr
    assert "Traceback" not in done.stderr
