"""Time: the machine's, which tests replace, and the server's, which decides."""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Clock:
    """What tells the time and passes it.

    Attributes:
        now_s: Returns seconds since 1970.
        sleep: Waits that many seconds.
    """

    now_s: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


def server_ms(local_ms: int, date: str) -> int:
    """Return the server's time in ms since 1970.

    Args:
        local_ms: This machine's time.
        date: The answer's ``Date`` header, which has whole seconds; empty where there is none. The
            machine's milliseconds are kept where they fit into that second.
    """
    try:
        second_ms = round(parsedate_to_datetime(date).timestamp() * 1000)
    except (TypeError, ValueError):
        return local_ms
    return min(max(local_ms, second_ms), second_ms + 999)
