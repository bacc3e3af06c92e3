"""The engine that the settings name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from corkboard.errors import RefusedError, UsageError
from corkboard.stack import outputs

if TYPE_CHECKING:
    from corkboard.cli.globals import Globals
    from corkboard.settings import Settings
    from corkboard.stack.engine import Engine


def engine_of(options: Globals, *, is_mending: bool = False) -> Engine:
    """Return the engine that runs the stack these options name.

    Args:
        options: What the person said.
        is_mending: For a verb that writes the stack's outputs anew or removes them.
    """
    load = partial(options.settings, is_mending=is_mending)
    if not load().has_stand_ins:
        raise UsageError("there is no local stack for target aws", hint="leave --target out")
    _require_its_own(options, load())
    if load().stack.engine == "given":
        from corkboard.stack.given import GivenEngine

        return GivenEngine(load())
    if load().stack.engine == "docker":
        from corkboard.stack.docker.engine import DockerEngine

        return DockerEngine(load, builds=options.build_images, keeps_images=options.no_build)
    from corkboard.stack.native.engine import NativeEngine

    return NativeEngine(load)


def _require_its_own(options: Globals, settings: Settings) -> None:
    """Refuse another engine than the one that has this stack's data.

    Raises:
        RefusedError: Names both.
    """
    kept = outputs.engine(settings)
    if options.engine and kept and kept != options.engine:
        raise RefusedError(
            f"stack {settings.name} runs on the {kept} engine",
            hint="--name another, or remove it first: corkboard destroy --yes",
        )
