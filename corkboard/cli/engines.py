"""The engine that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard.errors import UsageError

if TYPE_CHECKING:
    from corkboard.cli.globals import Globals
    from corkboard.stack.engine import Engine


def engine_of(options: Globals) -> Engine:
    """Return the engine that runs the stack these options name."""
    settings = options.settings()
    if settings.target != "local":
        raise UsageError("there is no local stack for target aws", hint="leave --target out")
    from corkboard.stack.native.engine import NativeEngine

    return NativeEngine(options.settings)
