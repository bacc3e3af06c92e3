"""Where the real parts are that these tests run: jars, Java, the AWS emulator's Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corkboard import settings
from corkboard.stack import parts

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Parts:
    """Paths of the parts."""

    java: Path
    kafka_jars: Path
    sink_jars: Path
    compiler: Path
    ministack_python: Path
    junit: Path | None


def locate_parts() -> Parts | None:
    """Return the parts that ``corkboard setup`` fetched; none if one is missing."""
    fetched = parts.Parts(settings.load().cache)
    sets = {name: fetched.jar_set(name) for name in ("kafka", "sink", "compiler")}
    if any(jars.missing() for jars in sets.values()) or not fetched.ministack_python.exists():
        return None
    junit = fetched.jar_set("junit")
    return Parts(
        java=fetched.java_home() / "bin" / "java",
        kafka_jars=sets["kafka"].folder,
        sink_jars=sets["sink"].folder,
        compiler=sets["compiler"].folder / sets["compiler"].jars[0].file_name,
        ministack_python=fetched.ministack_python,
        junit=None if junit.missing() else junit.folder / junit.jars[0].file_name,
    )
