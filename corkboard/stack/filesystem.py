"""Compiles the file system behind ``dbfs:/``, against Spark's own jars, into a jar of the cache."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.stack import manifest

if TYPE_CHECKING:
    from corkboard.stack.parts import Parts
    from corkboard.stack.programs import Programs

COMPILE_TIMEOUT_S = 120
LANGUAGE = ("-source", "17", "-target", "17", "-proc:none", "-encoding", "UTF-8", "-nowarn")


def sources() -> Path:
    """Return the folder of its Java."""
    return Path(str(resources.files("corkboard_databricks") / "java"))


def make(parts: Parts, programs: Programs) -> None:
    """Compile it, unless it is there.

    Raises:
        PartError: It does not compile.
    """
    if parts.is_filesystem_intact():
        return
    target = parts.filesystem_jar
    shutil.rmtree(target.parent, ignore_errors=True)
    compile_into(target, parts.java_home(), parts.jar_set("compiler").folder, programs)
    manifest.remember(target.parent)


def compile_into(target: Path, java_home: Path, compiler: Path, programs: Programs) -> None:
    """Compile it into a jar, whole or not at all.

    Args:
        target: The jar; its folder is made.
        java_home: A Java.
        compiler: The folder of the compiler's jar.
        programs: Runs the compiler.

    Raises:
        PartError: It does not compile.
    """
    target.parent.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        command = _command(java_home, compiler, folder)
        programs.run(command, part="DBFS", timeout_s=COMPILE_TIMEOUT_S)
        making = target.with_suffix(".making")
        with zipfile.ZipFile(making, "w") as archive:
            for file in sorted(Path(folder).rglob("*.class")):
                archive.write(file, file.relative_to(folder).as_posix())
        making.rename(target)


def _command(java_home: Path, compiler: Path, into: str) -> list[str]:
    jar = next(compiler.glob("ecj-*.jar"))
    spark = Path(str(resources.files("pyspark"))) / "jars"
    needed = ":".join(
        str(jar) for name in ("hadoop-client-api", "slf4j-api") for jar in spark.glob(f"{name}-*")
    )
    java = str(java_home / "bin" / "java")
    files = [str(file) for file in sorted(sources().rglob("*.java"))]
    return [java, "-jar", str(jar), *LANGUAGE, "-cp", needed, "-d", into, *files]
