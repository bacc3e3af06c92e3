"""The command's own failures: known errors, each with its exit code."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corkboard.errors import PreflightError
from corkboard_connect.__main__ import app
from corkboard_connect.toolchain import JavaError, Toolchain, run


def test_a_missing_option_is_named() -> None:
    """And nothing is built."""
    result = CliRunner().invoke(app, ["build", "--out", "somewhere"])

    assert result.exit_code == 2
    assert "--java" in result.output


def test_what_the_compiler_says_is_in_the_error() -> None:
    """With the code it ended with."""
    with pytest.raises(JavaError, match=r"code 3[\s\S]*a semicolon"):
        run([sys.executable, "-c", "print('a semicolon'); raise SystemExit(3)"], what="the compiler")


def test_a_program_that_is_not_there_is_a_preflight_error() -> None:
    """The message names it."""
    with pytest.raises(PreflightError, match="no-such-java"):
        run(["no-such-java"], what="the compiler")


def test_a_folder_on_the_class_path_stands_for_its_jars(tmp_path: Path) -> None:
    """A folder without jars stands for its classes."""
    (tmp_path / "jars").mkdir()
    (tmp_path / "classes").mkdir()
    for name in ("b.jar", "a.jar", "c.txt"):
        (tmp_path / "jars" / name).touch()
    tools = Toolchain(Path("java"), Path("ecj"), (tmp_path / "jars",))

    found = tools.class_path_with([tmp_path / "classes"])

    assert [Path(entry).name for entry in found.split(":")] == ["classes", "a.jar", "b.jar"]
