"""The shape of a stand-in, the same for all: learn one, know all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True)
class Component:
    """A server that plays an AWS service on this machine.

    Attributes:
        name: Such as ``kafka``.
        command: The program and its arguments.
        address: Where a client finds it.
        ready: Returns an empty string when the server is usable, else the last state seen.
        needs: Those that must be ready before it starts.
        environment: Variables besides the stack's own.
        prepare: Makes what the server needs on disk, before each start of the stack.
        equip: Makes what the server itself keeps, once it is usable and before those that need it start.
        stop_wait_s: How long it may take to stop by itself.
        snapshots: Files that it reads when it starts and writes when it stops cleanly. One that its last
            process did not write is removed before the next start: it would bring back an earlier time.
        has_workers: Whether it has processes that outlive it when it is killed. Those that do nothing then
            are ended before its next start; what others do is let be.
        is_optional: Whether it starts only when it is asked for.
    """

    name: str
    command: tuple[str, ...]
    address: str
    ready: Callable[[], str]
    needs: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = _nothing
    equip: Callable[[], None] = _nothing
    stop_wait_s: int = 20
    snapshots: tuple[str, ...] = ()
    has_workers: bool = False
    is_optional: bool = False
