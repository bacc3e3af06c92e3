"""The Java that Spark starts, with a program in its place that says what it was told."""

from __future__ import annotations

import subprocess
from importlib.metadata import version

import pytest

from corkboard.stack import spark_java

MODULE = "--add-modules=jdk.incubator.vector"


@pytest.fixture
def home(tmp_path):
    """Return a Spark home with the jars that make it ours."""
    jars = tmp_path / "spark" / "jars"
    jars.mkdir(parents=True)
    (jars / f"spark-core_2.13-{version('pyspark')}.jar").touch()
    return jars.parent


@pytest.fixture
def start(tmp_path, home):
    """Return what starts the Java, and returns the arguments that arrive."""
    real = tmp_path / "a java" / "bin" / "java"
    real.parent.mkdir(parents=True)
    real.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    real.chmod(0o755)
    spark_java.write_shim(
        tmp_path / "shim", real.parents[1], jars=tmp_path / "kept jars", archive=tmp_path / "an archive"
    )

    def run(*arguments, **environment):
        command = [str(tmp_path / "shim" / "bin" / "java"), *arguments]
        told = subprocess.run(
            command, env={"SPARK_HOME": str(home), **environment}, capture_output=True, text=True, check=True
        )
        return told.stdout.splitlines()

    return run


def class_path(home, more=""):
    """Return the class path that Spark's launcher makes."""
    return f"/delta/*{more}:{home}/conf:{home}/jars/slf4j-api-2.0.17.jar:{home}/jars/*"


def test_the_module_that_this_java_lacks_is_not_asked_for(start):
    """Everything else arrives as it was, blanks and all."""
    assert start("-Dname=a b", MODULE, "-version", "") == ["-Dname=a b", "-version", ""]


def test_with_an_archive_the_class_path_is_the_kept_jars(start, home, tmp_path):
    """It is the one that the archive was made with, wherever this Spark lies."""
    (tmp_path / "an archive").touch()
    told = start("-cp", class_path(home), MODULE, "Main")

    assert told[:3] == [
        "-cp",
        f"/delta/*:{tmp_path}/kept jars/*",
        f"-XX:SharedArchiveFile={tmp_path}/an archive",
    ]
    assert told[-1] == "Main"


def test_what_a_program_has_besides_comes_behind_the_archives_class_path(start, home, tmp_path):
    """Java refuses an archive whose class path is not the beginning of its own."""
    (tmp_path / "an archive").touch()

    told = start("-cp", class_path(home, ":/cache/dbfs.jar:/more/*"), "Main")

    assert told[1] == f"/delta/*:{tmp_path}/kept jars/*:/cache/dbfs.jar:/more/*"


def test_a_rehearsal_writes_the_archive_of_the_same_class_path(start, home, tmp_path):
    """The variable says where."""
    told = start("-cp", class_path(home), "Main", **{spark_java.INTO: "/draft"})

    assert told[:3] == ["-cp", f"/delta/*:{tmp_path}/kept jars/*", "-XX:ArchiveClassesAtExit=/draft"]


@pytest.mark.parametrize("change", ["no archive", "a configuration of your own", "another Spark"])
def test_what_the_archive_does_not_hold_for_starts_as_spark_has_it(start, home, tmp_path, change):
    """A configuration folder belongs on the class path, and other jars are other classes."""
    if change != "no archive":
        (tmp_path / "an archive").touch()
    if change == "a configuration of your own":
        (home / "conf").mkdir()
    if change == "another Spark":
        next((home / "jars").iterdir()).unlink()

    assert start("-cp", class_path(home), "Main") == ["-cp", class_path(home), "Main"]


def test_another_programs_class_path_stays(start, home, tmp_path):
    """Spark's launcher is a Java program too."""
    (tmp_path / "an archive").touch()

    assert start("-cp", f"{home}/jars/*", "Main") == ["-cp", f"{home}/jars/*", "Main"]
