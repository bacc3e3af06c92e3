"""Compiles the broker's sign-in with IAM into a jar of the cache."""

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
    """Return the folder of its Java; the tests are beside it."""
    return Path(str(resources.files("corkboard.stack.msk_iam"))) / "java" / "src"


def needs(parts: Parts) -> list[Path]:
    """Return the jars that it imports: Kafka's own, which the broker has anyway."""
    return sorted(parts.jar_set("kafka").folder.glob("*.jar"))


def make(parts: Parts, programs: Programs) -> None:
    """Compile it, unless it is there.

    Raises:
        PartError: It does not compile.
    """
    target = parts.iam_plugin
    if parts.is_iam_intact():
        return
    shutil.rmtree(target.parent, ignore_errors=True)
    javac.compile_jar(
        target,
        sources=sources(),
        needs=needs(parts),
        java=parts.java_home() / "bin" / "java",
        compiler=parts.jar_set("compiler").folder,
        programs=programs,
    )
    manifest.remember(target.parent)
