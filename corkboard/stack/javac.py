"""Compiles Java of ours into a jar of the cache, with Eclipse's compiler: the packaged Java has none."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corkboard.stack.programs import Programs

TIMEOUT_S = 120
LANGUAGE = ("-source", "17", "-target", "17", "-proc:none", "-encoding", "UTF-8", "-nowarn")


def compile_jar(
    target: Path, *, sources: Path, needs: Iterable[Path], java: Path, compiler: Path, programs: Programs
) -> None:
    """Compile every Java file of a folder into a jar, whole or not at all.

    Args:
        target: The jar; its folder is made. Its name is the part's in errors.
        sources: The folder.
        needs: The jars that the sources import.
        java: The ``java`` program.
        compiler: The folder of the compiler's jar.
        programs: Runs the compiler.

    Raises:
        PartError: It does not compile.
    """
    target.parent.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [str(java), "-jar", str(next(compiler.glob("ecj-*.jar"))), *LANGUAGE]
        command += ["-cp", ":".join(map(str, needs)), "-d", folder]
        command += [str(file) for file in sorted(sources.rglob("*.java"))]
        programs.run(command, part=target.stem, timeout_s=TIMEOUT_S)
        making = target.with_suffix(".making")
        with zipfile.ZipFile(making, "w") as archive:
            for file in sorted(Path(folder).rglob("*.class")):
                archive.write(file, file.relative_to(folder).as_posix())
        making.rename(target)
