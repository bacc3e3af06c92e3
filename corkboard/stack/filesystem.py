"""Compiles the file system behind ``dbfs:/``, against Spark's own jars, into a jar of the cache."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.stack import javac, manifest

if TYPE_CHECKING:
    from corkboard.stack.parts import Parts
    from corkboard.stack.programs import Programs


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
    spark = Path(str(resources.files("pyspark"))) / "jars"
    javac.compile_jar(
        target,
        sources=sources(),
        needs=[jar for name in ("hadoop-client-api", "slf4j-api") for jar in spark.glob(f"{name}-*")],
        java=java_home / "bin" / "java",
        compiler=compiler,
        programs=programs,
    )
