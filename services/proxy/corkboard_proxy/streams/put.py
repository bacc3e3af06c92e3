"""A record whose caller waits for its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_proxy.gateway.errors import GatewayError

if TYPE_CHECKING:
    import asyncio

    from corkboard_proxy.streams.puts import Record
    from corkboard_proxy.streams.replies import Reply


class Put:
    """A record and its caller.

    Attributes:
        record: The record.
        until: The loop's time at which its caller is answered 504.
        answer: What the caller waits for.
        tries: How often it was sent and refused.
        last: What it was refused with.
    """

    __slots__ = ("answer", "last", "record", "tries", "until")

    def __init__(self, record: Record, until: float, answer: asyncio.Future[Reply]) -> None:
        self.record = record
        self.until = until
        self.answer = answer
        self.tries = 0
        self.last: Reply | GatewayError | None = None

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.answer.done()

    def end(self, result: Reply | GatewayError) -> None:
        """Answer the caller, if it still waits."""
        if self.answer.done():
            return
        if isinstance(result, GatewayError):
            self.answer.set_exception(result)
        else:
            self.answer.set_result(result)
