"""Where no database server is among the parts, one on PATH is taken, or the error says what to install."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from corkboard.errors import PreflightError
from corkboard.stack import lockfile
from corkboard.stack.native import mysql
from corkboard.stack.parts import Parts


@pytest.fixture
def context(monkeypatch, tmp_path):
    """Return what a stand-in is made from, on a platform without a locked server, PATH and system empty."""
    monkeypatch.setattr(lockfile, "this_platform", lambda: "linux-riscv64")
    monkeypatch.setattr(mysql, "SYSTEM_FOLDERS", str(tmp_path / "system"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return SimpleNamespace(parts=Parts(tmp_path / "cache"))


def make_program(folder, name):
    folder.mkdir(exist_ok=True)
    (folder / name).touch(mode=0o755)
    return folder / name


@pytest.mark.parametrize("name", ["mariadbd", "mysqld"])
@pytest.mark.parametrize("where", ["bin", "system"])
def test_a_server_on_path_or_in_the_systems_folders_is_taken(context, tmp_path, where, name):
    """Also from a folder of sbin, which people seldom have on PATH."""
    program = make_program(tmp_path / where, name)

    assert mysql._server(context) == program


def test_the_server_among_the_parts_comes_first(context, tmp_path):
    """What was tested together runs together."""
    make_program(tmp_path / "bin", "mysqld")
    packed = context.parts.database_home / "bin"
    packed.mkdir(parents=True)
    program = make_program(packed, "mariadbd")

    assert mysql._server(context) == program


def test_without_any_server_the_error_names_the_platform_and_the_remedy(context):
    """The fallback is named, and how to get it."""
    with pytest.raises(
        PreflightError, match=r"(?s)linux-riscv64 among the parts, and none on PATH.*install mariadb"
    ):
        mysql._server(context)


def test_setup_does_not_ask_for_a_server_that_is_locked_for_no_platform(context):
    """Its absence is not a missing part."""
    assert context.parts.database_jar() is None
    assert "mariadb" not in context.parts.unmade()
    assert "mariadb" not in {jars.name for jars in context.parts.sets()}
