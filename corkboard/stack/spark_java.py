"""The Java that Spark starts: the packaged one, with two changes to what Spark tells it.

Spark asks for a module that this Java lacks, and its class path names one jar twice, which keeps Java from
using an archive of parsed classes. With such an archive a Spark program takes some 40 % less CPU time. It
holds for one class path alone, so Spark's jars are kept in the cache too, where every environment and stack
finds the same.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import sys
import tempfile
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard.settings import child_environment, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard.stack.parts import Parts
    from corkboard.stack.programs import Programs

REHEARSAL_TIMEOUT_S = 600
INTO = "JAVA_CLASSES_INTO"
SHIM = """#!/bin/sh
# Spark always asks for the module jdk.incubator.vector, which this Java lacks: that one argument is dropped.
# Check before removing: does `java --list-modules` of the packaged runtime name it?
# Its class path begins with that of the archive of parsed classes, if there is one and the jars are the same:
# Delta's jars, Spark's, and then what a program has besides.
jars={jars}
archive={archive}
option=
if [ -n "${INTO:-}" ]; then option="-XX:ArchiveClassesAtExit=${INTO}"
elif [ -f "$archive" ]; then option="-XX:SharedArchiveFile=$archive"; fi
[ -e "${SPARK_HOME:-}/jars/{core}" ] && [ ! -e "${SPARK_HOME:-}/conf" ] || option=
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1; shift; count=$((count - 1))
    case "$argument" in
    --add-modules=jdk.incubator.vector) ;;
    *":${SPARK_HOME:-}/conf:${SPARK_HOME:-}/jars/slf4j-api-"*".jar:${SPARK_HOME:-}/jars/*")
        if [ -n "$option" ]; then
            own="${argument%%":${SPARK_HOME:-}/conf:"*}" first="${argument%%:*}"
            set -- "$@" "$first:$jars/*${own#"$first"}" "$option" -Xlog:cds=off -Xlog:cds+dynamic=off
        else
            set -- "$@" "$argument"
        fi ;;
    *) set -- "$@" "$argument" ;;
    esac
done
exec {java} "$@"
""".replace("INTO", INTO)


def make(parts: Parts, programs: Programs, tell: Callable[[str], None]) -> None:
    """Make what is missing of the Java home, the jars and the archive of this environment's Spark.

    Args:
        parts: The cache.
        programs: Runs the rehearsal whose classes the archive holds.
        tell: Told what takes a while.

    Raises:
        PartError: The rehearsal failed.
    """
    installed = Path(str(resources.files("pyspark"))) / "jars"
    kept = parts.cache / f"spark-jars-{_key(installed)}"
    archive = parts.cache / "cds" / f"spark-{_key(installed)}-{parts.jar_set('spark').folder.name}.jsa"
    home = parts.spark_java_home(parts.java_home())
    write_shim(home, parts.java_home(), jars=kept, archive=archive)
    _keep(installed, kept)
    if not archive.exists():
        tell("making Java's archive of Spark's classes (once, half a minute)")
        _rehearse(parts, programs, home, archive)


def write_shim(into: Path, java_home: Path, *, jars: Path | None = None, archive: Path | None = None) -> None:
    """Write a Java home that starts ``java_home``.

    Args:
        into: The home.
        java_home: The real one.
        jars: Where Spark's jars are kept for the archive; without them there is none.
        archive: The archive, which may not exist yet.
    """
    program = into / "bin" / "java"
    core = f"spark-core_2.13-{version('pyspark')}.jar"
    java = java_home / "bin" / "java"
    values = {"java": java, "jars": jars or "", "archive": archive or "", "core": core}
    text = SHIM
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", shlex.quote(str(value)))
    if program.exists() and program.read_text() == text:
        return
    program.parent.mkdir(parents=True, exist_ok=True)
    draft = program.with_name(f"java.{os.getpid()}")
    draft.write_text(text)
    draft.chmod(0o755)
    draft.replace(program)


def _key(installed: Path) -> str:
    """Return what tells this set of jars from others."""
    names = sorted(f"{jar.name} {jar.stat().st_size}" for jar in installed.glob("*.jar"))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:10]


def _keep(installed: Path, kept: Path) -> None:
    """Give the installed jars a second name in the cache; they stay when the environment goes."""
    if kept.exists():
        return
    draft = kept.with_name(f"{kept.name}.{os.getpid()}")
    draft.mkdir(parents=True)
    for jar in installed.glob("*.jar"):
        try:
            os.link(jar, draft / jar.name)
        except OSError:  # on another disk
            shutil.copy2(jar, draft / jar.name)
    try:
        draft.rename(kept)
    except OSError:  # another setup was first
        shutil.rmtree(draft)


def _rehearse(parts: Parts, programs: Programs, home: Path, archive: Path) -> None:
    """Let Spark do a little of all that it does here, and keep the classes that it needed."""
    draft = archive.with_name(f"{archive.name}.{os.getpid()}")
    draft.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **child_environment(load({"home": Path(folder), "name": "rehearsal", "target": "local"})),
            INTO: str(draft),
            "CORKBOARD_SPARK__JARS_DIR": str(parts.jar_set("spark").folder),
            "CORKBOARD_SPARK__JAVA_HOME": str(home),
            "CORKBOARD_SPARK__UI_PORT": "0",
        }
        command = [sys.executable, "-m", "corkboard_spark.rehearsal", folder]
        programs.run(
            command, part="Java's archive of Spark", timeout_s=REHEARSAL_TIMEOUT_S, environment=environment
        )
    draft.replace(archive)
