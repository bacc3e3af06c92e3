"""Runs Java: JUnit, and Eclipse's compiler, because the Java among our packages has none of its own."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard.errors import CorkboardError, PreflightError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TIMEOUT_S = 120
WARNINGS = "unused,unusedParam,null,fallthrough,raw,static-access,uncheckedOverride"


class JavaError(CorkboardError):
    """The Java sources do not compile, or their tests fail; the message holds what the tool said."""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What compiles and runs.

    Attributes:
        java: The ``java`` program, 17 or newer.
        compiler: Eclipse's batch compiler, one jar.
        class_path: Jars, or folders of jars, against which the sources are compiled.
    """

    java: Path
    compiler: Path
    class_path: tuple[Path, ...]

    def compile(self, sources: Sequence[Path], *, into: Path, beside: Sequence[Path] = ()) -> None:
        """Compile for Java 17, whose class files MSK Connect's workers load too.

        Args:
            sources: The Java files.
            into: The folder that gets the classes.
            beside: Folders of classes, or jars, that only these sources need.

        Raises:
            JavaError: An error or a warning; the compiler's own words follow.
        """
        language = ["-source", "17", "-target", "17", "-proc:none", "-encoding", "UTF-8"]
        strict = [f"-warn:+{WARNINGS}", "-failOnWarning"]
        paths = ["-cp", self.class_path_with(beside), "-d", str(into)]
        program = [str(self.java), "-jar", str(self.compiler)]
        run([*program, *language, *strict, *paths, *map(str, sources)], what="the compiler")

    def run_tests(self, classes: Path, *, junit: Path, beside: Sequence[Path]) -> str:
        """Run every test among the classes; return JUnit's report.

        Raises:
            JavaError: A test failed, or there is none.
        """
        program = [str(self.java), "-cp", self.class_path_with([classes, junit, *beside])]
        launcher = ["org.junit.platform.console.ConsoleLauncher", "execute", "--scan-classpath", str(classes)]
        quiet = ["--disable-banner", "--disable-ansi-colors", "--fail-if-no-tests"]
        return run([*program, *launcher, *quiet], what="JUnit")

    def class_path_with(self, beside: Sequence[Path]) -> str:
        """Return a class path of single jars: the compiler knows no ``*``."""
        found: list[Path] = []
        for entry in (*beside, *self.class_path):
            found += sorted(entry.glob("*.jar")) or [entry] if entry.is_dir() else [entry]
        return ":".join(map(str, found))


def run(command: list[str], *, what: str) -> str:
    """Run a command and return what it printed.

    Raises:
        JavaError: It ended with another code than 0, or not in time.
        PreflightError: There is no such program.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    except FileNotFoundError as error:
        raise PreflightError(f"no such program: {command[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise JavaError(f"{what} did not end within {TIMEOUT_S} s") from error
    if done.returncode:
        raise JavaError(f"{what} ended with code {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
