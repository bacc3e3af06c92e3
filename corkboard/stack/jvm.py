"""How every JVM of the stack is started: small, bounded, and gone when memory is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.stack.context import Context


def command(
    context: Context, main: str, *arguments: str, name: str, heap_mb: int, class_path: str
) -> tuple[str, ...]:
    """Return a Java command with hard limits.

    Heap, metaspace, direct memory and code cache are each bounded, so that the process stays below
    about twice its heap; out of memory ends the process, and the supervisor starts it again.
    Each thread that uses the network keeps a direct buffer as large as its largest message, unless that is
    bounded too: a few records of 10 MiB would use up all direct memory.
    A class-data archive, written at the first stop and reused, halves the time to start.
    """
    archive = context.parts.cache / "cds" / f"{name}-{context.parts.jar_set('kafka').folder.name}.jsa"
    archive.parent.mkdir(parents=True, exist_ok=True)
    return (
        str(context.java_home / "bin" / "java"),
        f"-Xmx{heap_mb}m",
        "-Xms64m",
        "-XX:MaxMetaspaceSize=128m",
        "-XX:MaxDirectMemorySize=64m",
        "-Djdk.nio.maxCachedBufferSize=2097152",
        "-XX:ReservedCodeCacheSize=64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:+AutoCreateSharedArchive",
        f"-XX:SharedArchiveFile={archive}",
        "-Xlog:cds=off",
        "-Xlog:cds+dynamic=off",
        "-Djava.awt.headless=true",
        "-Djava.net.preferIPv4Stack=true",
        f"-Djava.io.tmpdir={_scratch(context, name)}",
        f"-Dlog4j2.configurationFile={context.conf_dir() / 'log4j2.properties'}",
        "-cp",
        class_path,
        main,
        *arguments,
    )


def empty_scratch(context: Context, name: str) -> None:
    """Remove what a JVM that was killed has left: libraries that it unpacked."""
    folder = _scratch(context, name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _scratch(context: Context, name: str) -> Path:
    return context.settings.state_dir / "scratch" / name


LOG4J = """status=warn
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d{yyyy-MM-dd'T'HH:mm:ss.SSS}{UTC}Z %p %c{1} %m%n
logger.configs.name=org.apache.kafka.common.config
logger.configs.level=WARN
logger.clients.name=org.apache.kafka.clients
logger.clients.level=WARN
logger.connect.name=org.apache.kafka.connect.runtime.ConnectorConfig
logger.connect.level=WARN
rootLogger.level=INFO
rootLogger.appenderRef.out.ref=out
"""
