"""What Spark says when something fails, as a sentence: its own words are a stack trace. Pure."""

from __future__ import annotations

import re

CAUSE = re.compile(r"^(?:Caused by: )?[\w.$]*(?:Exception|Error): (.+)", re.MULTILINE)
# Spark gives a Python process ten seconds to start, which a busy machine may not have.
SLOW_START = "Python worker failed to connect back"


def innermost(said: str) -> str:
    """Return the words of the innermost cause; the first line where no cause is named."""
    if SLOW_START in said:
        return f"{SLOW_START}: this machine is too busy"
    causes = CAUSE.findall(said)
    return str(causes[-1]) if causes else said.strip().partition("\n")[0]
