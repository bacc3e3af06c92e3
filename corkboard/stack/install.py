"""Brings missing parts into the cache: fetches jars, unpacks, compiles, makes environments."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from corkboard.errors import PreflightError
from corkboard.stack import airflow, cachelock, download, filesystem, manifest, ministack, spark_java
from corkboard.stack.msk_iam import plugin
from corkboard.stack.programs import Programs

if TYPE_CHECKING:
    from rich.console import Console

    from corkboard.stack.parts import JarSet, Parts

COMPILE_TIMEOUT_S = 120
UNPACKED_MB = 380
SERVER_PROGRAMS = ("mariadbd", "my_print_defaults", "resolveip", "mariadb")


def plan(
    parts: Parts, *, with_tests: bool = False, with_airflow: bool = False, with_iam: bool = False
) -> dict[str, int]:
    """Return what is missing, each with the bytes to fetch for it. Empty when all is there.

    Raises:
        PreflightError: Airflow is wanted, and this Python cannot run it.
    """
    fetched = {
        jars.name: sum(jar.size_bytes for jar in jars.missing() if not _in_store(parts, jar.sha256))
        for jars in parts.sets(with_tests=with_tests, with_iam=with_iam)
        if jars.missing()
    }
    made = {"ministack": ministack.DOWNLOAD_MB * 1_000_000}
    found = {name: made.get(name, 0) for name in parts.unmade()} | fetched
    if with_iam and not parts.is_iam_intact():
        found = {"MSK IAM": 0} | found
    if with_airflow:
        airflow.require_supported()
        found |= {} if parts.is_airflow_intact() else {"airflow": airflow.DOWNLOAD_MB * 1_000_000}
    return found


def install(
    parts: Parts,
    console: Console,
    *,
    with_tests: bool = False,
    with_airflow: bool = False,
    with_iam: bool = False,
) -> None:
    """Bring every missing part, showing progress; one process at a time does it.

    Raises:
        PartError: Names the part, the reason and what to do.
        PreflightError: The disk is too full, or Airflow is wanted and this Python cannot run it.
        WaitTimeoutError: Another setup uses the cache and does not end.
    """
    programs = Programs()
    if missing := plan(parts, with_tests=with_tests, with_airflow=with_airflow, with_iam=with_iam):
        sets = parts.sets(with_tests=with_tests, with_iam=with_iam)
        with cachelock.held(parts.cache, tell=console.print):
            _check_disk(parts, missing)
            _bring(parts, sets, console, programs, with_airflow=with_airflow)
            if with_iam:
                plugin.make(parts, programs)
    _share_java_classes(parts.java_home(), programs)
    spark_java.make(parts, programs, console.print)


def _bring(
    parts: Parts, sets: list[JarSet], console: Console, programs: Programs, *, with_airflow: bool
) -> None:
    with ThreadPoolExecutor(1) as beside:  # one: environments share the folder of fetched packages
        environments = [beside.submit(ministack.make, parts, programs)]
        if with_airflow:
            environments.append(beside.submit(airflow.make, parts, programs))
        with programs.ended_on_failure():
            _fetch_sets(parts, sets, console)
            _unpack_database(parts)
            _build_sink(parts, programs)
            filesystem.make(parts, programs)
            for environment in environments:
                environment.result()


def _in_store(parts: Parts, sha256: str) -> bool:
    return (parts.cache / "store" / sha256).exists()


def _check_disk(parts: Parts, missing: dict[str, int]) -> None:
    parts.cache.mkdir(parents=True, exist_ok=True)
    bytes_to_fetch = sum(missing.values())
    needed = bytes_to_fetch + (UNPACKED_MB << 20 if bytes_to_fetch else 0)
    needed += airflow.DISK_MB << 20 if "airflow" in missing else 0
    free = shutil.disk_usage(parts.cache).free
    if free < needed:
        raise PreflightError(
            f"{parts.cache} has {free >> 20} MB free and needs {needed >> 20} MB",
            hint="free some room, or set CORKBOARD_CACHE to a folder on another disk",
        )


def _fetch_sets(parts: Parts, sets: list[JarSet], console: Console) -> None:
    """Fetch what no set has yet, then give every set its jars by name."""
    store = parts.cache / "store"
    wanted = {jar.sha256: jar for jars in sets for jar in jars.missing()}
    absent = [jar for jar in wanted.values() if not download.is_intact(store / jar.sha256, jar)]
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    if absent:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task(
                f"fetching {len(absent)} parts", total=sum(jar.size_bytes for jar in absent)
            )
            download.fetch_all(absent, store, advance=lambda count: progress.advance(task, count))
    for jars in sets:
        if jars.missing():
            _link(jars, store)


def _link(jars: JarSet, store: Path) -> None:
    """Give a set the jars that it misses; the store may have forgotten the others."""
    jars.folder.mkdir(parents=True, exist_ok=True)
    for jar in jars.missing():
        target = jars.folder / jar.file_name
        target.unlink(missing_ok=True)
        os.link(store / jar.sha256, target)
    jars.remember()


def _unpack_database(parts: Parts) -> None:
    """Unpack the database server's programs, libraries and messages; nothing else of the archive."""
    packed, home = parts.database_jar(), parts.database_home
    if packed is None or parts.is_server_intact():
        return
    shutil.rmtree(home, ignore_errors=True)
    with zipfile.ZipFile(packed.folder / packed.jars[0].file_name) as archive:
        for entry in archive.infolist():
            inner = _inside_server(entry.filename)
            if inner is None or entry.is_dir():
                continue
            target = home / inner
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)
            target.chmod(0o755 if inner.parts[0] in ("bin", "scripts") else 0o644)
    manifest.remember(home)
    shutil.rmtree(packed.folder)
    (parts.cache / "store" / packed.jars[0].sha256).unlink(missing_ok=True)


def _inside_server(name: str) -> PurePosixPath | None:
    """Return a path below the server's own folder, or ``None`` for what the server does not need."""
    path = PurePosixPath(name).parts
    for index, part in enumerate(path[:-1]):
        if part in ("linux", "macos", "osx", "mac", "macos-arm64"):
            inner = PurePosixPath(*path[index + 1 :])
            is_needed = inner.name in SERVER_PROGRAMS or inner.parts[0] in ("scripts", "share", "libs", "lib")
            return inner if is_needed else None
    return None


def _build_sink(parts: Parts, programs: Programs) -> None:
    """Compile our S3 sink into a plugin folder of its own, beside the jars it needs."""
    plugin = parts.sink_plugin
    if parts.is_sink_intact():
        return
    shutil.rmtree(plugin.parent, ignore_errors=True)
    making = plugin.with_name("making")
    making.mkdir(parents=True)
    needed = parts.jar_set("sink")
    command = [sys.executable, "-m", "corkboard_connect", "build"]
    command += ["--java", str(parts.java_home() / "bin" / "java")]
    command += ["--compiler", str(next(parts.jar_set("compiler").folder.glob("ecj-*.jar")))]
    command += ["--class-path", str(parts.jar_set("kafka").folder), "--class-path", str(needed.folder)]
    command += ["--out", str(making)]
    programs.run(command, part="S3 sink", timeout_s=COMPILE_TIMEOUT_S)
    for jar in needed.jars:
        os.link(needed.folder / jar.file_name, making / jar.file_name)
    making.rename(plugin)
    manifest.remember(plugin.parent)


def _share_java_classes(java_home: Path, programs: Programs) -> None:
    """Give a Java without one its archive of parsed classes: every JVM then starts in half the time."""
    archive = java_home / "lib" / "server" / "classes.jsa"
    if archive.exists() or not os.access(archive.parent, os.W_OK):
        return
    making = archive.with_name(f"{archive.name}.{os.getpid()}")
    command = [str(java_home / "bin" / "java"), "-Xshare:dump", f"-XX:SharedArchiveFile={making}"]
    command += ["-Xlog:disable", "-Xlog:all=off"]
    programs.run(command, part="Java's class archive", timeout_s=COMPILE_TIMEOUT_S)
    making.replace(archive)
