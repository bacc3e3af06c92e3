"""``corkboard notebook check`` and the options of ``run``."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from corkboard.errors import UsageError
from corkboard_databricks.notebook.command import app
from corkboard_databricks.notebook.durations import seconds_in


def test_a_check_looks_at_every_file_though_one_is_broken(write, tmp_path):
    """And leaves with 2 where one is, with 1 where something is missing, with 0 where nothing is."""
    good, lacking = write("good.py", "x = 1"), write("lacking.py", "import no_such_module")
    (tmp_path / "broken.ipynb").write_text("{")
    run = CliRunner().invoke

    assert run(app, ["check", str(good)]).exit_code == 0
    assert run(app, ["check", str(good), str(lacking)]).exit_code == 1
    all_three = run(app, ["check", "--json", str(tmp_path / "broken.ipynb"), str(good), str(lacking)])
    assert all_three.exit_code == 2
    assert [one["cell"] for one in json.loads(all_three.stdout)["findings"]] == [0, 1]


def test_a_parameter_needs_a_value(write):
    """It is said before anything runs."""
    result = CliRunner().invoke(app, ["run", str(write("a.py", "x")), "--param", "day"])

    assert isinstance(result.exception, UsageError)
    assert "--param name=value" in result.exception.hint


@pytest.mark.parametrize("option", ["--html", "--ipynb"])
def test_outputs_that_could_not_be_written_are_refused_before_the_run(write, option):
    """An hour of cells would be lost otherwise."""
    notebook = write("a.py", "x")
    result = CliRunner().invoke(app, ["run", str(notebook), option, str(notebook / "out")])

    assert isinstance(result.exception, UsageError)
    assert result.exception.message.startswith(option)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("30s", 30), ("5m", 300), ("1h", 3600), ("500ms", 0.5)]
)
def test_a_time_span_has_a_unit(text, seconds):
    """Seconds by default."""
    assert seconds_in(text) == seconds
