"""What to do with a stack, from its status alone: pure, so every half-made state is one line of a test."""

from __future__ import annotations

from enum import StrEnum


class Move(StrEnum):
    """One step towards a stack that is there, or that is gone."""

    CREATE = "create"
    UPDATE = "update"
    WAIT = "wait"
    DELETE = "delete"
    ROLL_ON = "finish the rollback"
    REFUSE = "refuse"
    NOTHING = "nothing"


HALF_MADE = ("CREATE_FAILED", "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED")
GONE = (None, "DELETE_COMPLETE")


def towards_up(status: str | None) -> Move:
    """Return the next step for a stack that shall be there.

    A stack that was never whole can only be deleted, and made again. One that resists its deletion was
    given up by ``down``, which may empty buckets; ``up`` may not.
    """
    if status in GONE:
        return Move.CREATE
    if status in HALF_MADE:
        return Move.DELETE
    if str(status).endswith("_IN_PROGRESS"):
        return Move.WAIT
    if status == "UPDATE_ROLLBACK_FAILED":
        return Move.ROLL_ON
    return Move.REFUSE if status == "DELETE_FAILED" else Move.UPDATE


def towards_down(status: str | None) -> Move:
    """Return the next step for a stack that shall be gone."""
    if status in GONE:
        return Move.NOTHING
    is_busy = str(status).endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"
    return Move.WAIT if is_busy else Move.DELETE
