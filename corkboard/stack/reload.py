"""``python -m corkboard.stack.reload``: the Connect worker starts anew, with what its folders hold.

MSK Connect's API runs it for a new custom plugin: Connect looks for plugins at its start alone.
"""

from __future__ import annotations

from contextlib import ExitStack

import stamina

from corkboard import program
from corkboard.errors import WaitTimeoutError
from corkboard.settings import load
from corkboard.stack import outputs
from corkboard.stack.native.engine import NativeEngine

START_S = 90
TURN_S = 60  # an ``up`` may be at work


def main() -> None:
    """Wait for the turn, and start the worker anew.

    Raises:
        PreflightError: A plugin cannot be unpacked; the worker that runs was left alone.
        WaitTimeoutError: The worker is not usable in time.
    """
    settings = load()
    with ExitStack() as held:
        for attempt in stamina.retry_context(on=WaitTimeoutError, attempts=None, timeout=TURN_S, wait_max=1):
            with attempt:
                held.enter_context(outputs.lock(settings))
        NativeEngine(load).restart("connect", timeout_s=START_S)


if __name__ == "__main__":
    program.run(main)
