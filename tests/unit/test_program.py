"""How a program ends: errors of ours as a sentence and a code, everything else as it is."""

from __future__ import annotations

import pytest
import typer

from corkboard import program
from corkboard.errors import CorkboardError, SettingsError, UsageError, WaitTimeoutError
from corkboard.settings import load


def failing(error):
    """Return a command that fails."""

    def command():
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CorkboardError("it broke", hint="mend it"), 1),
        (UsageError("this and that", hint="say one of them"), 2),
        (WaitTimeoutError("kafka", waited_s=5, last="no answer"), 4),
    ],
    ids=["failed", "usage", "timeout"],
)
def test_an_error_of_ours_is_its_sentence_and_its_exit_code(error, code, capsys):
    """On standard error, as it is; standard output is for results."""
    with pytest.raises(SystemExit) as end:
        program.run(failing(error))

    assert end.value.code == code
    assert capsys.readouterr() == ("", f"{error}\n")


def test_a_program_may_put_its_name_before_the_sentence(capsys):
    """Where several write to one terminal."""
    with pytest.raises(SystemExit):
        program.run(failing(CorkboardError("no server")), name="corkboard-database")

    assert capsys.readouterr().err == "corkboard-database: no server\n"


def test_ctrl_c_is_no_traceback(capsys):
    """The code is that of shells."""
    with pytest.raises(SystemExit) as end:
        program.run(failing(KeyboardInterrupt()))

    assert end.value.code == 130
    assert capsys.readouterr() == ("", "")


def test_an_error_that_nobody_foresaw_keeps_its_traceback():
    """It is a defect of ours, and the traceback says where."""
    with pytest.raises(ZeroDivisionError):
        program.run(failing(ZeroDivisionError()))


def test_a_command_that_ends_by_itself_keeps_its_code():
    """As a typer application does."""
    app = typer.Typer()

    @app.command()
    def leave():
        raise typer.Exit(3)

    with pytest.raises(SystemExit) as end:
        program.run(lambda: app([]))

    assert end.value.code == 3


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "mine",
            "run 'corkboard --name mine up', see `corkboard --name mine logs kafka`; another corkboard command",
        ),
        ("default", "run 'corkboard up', see `corkboard logs kafka`; another corkboard command"),
    ],
)
def test_commands_in_what_is_told_name_the_stack(tmp_path, name, told):
    """They can be typed as they stand; the default stack needs no name, and what has one keeps it."""
    words = "run 'corkboard up', see `corkboard logs kafka`; another corkboard command"

    assert program.addressed(words, {"name": name, "home": tmp_path}) == told
    assert program.addressed(told, {"name": name, "home": tmp_path}) == told


def test_wrong_settings_are_told_without_a_name(monkeypatch, tmp_path):
    """There is none to be had."""
    monkeypatch.setenv("CORKBOARD_NONSENSE", "1")

    with pytest.raises(SettingsError):
        load({"home": tmp_path})
    assert program.addressed("run 'corkboard up'", {"home": tmp_path}) == "run 'corkboard up'"
