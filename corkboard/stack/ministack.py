"""Makes the environment of MiniStack, the AWS emulator, whose packages do not go with ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard.stack import environment

if TYPE_CHECKING:
    from corkboard.stack.parts import Parts
    from corkboard.stack.programs import Programs

DOWNLOAD_MB = 20


def make(parts: Parts, programs: Programs) -> None:
    """Make the environment unless it is as it was made.

    Raises:
        PartError: Names the packages that could not be had.
    """
    environment.make("ministack", parts.ministack_home, parts.cache, programs)
