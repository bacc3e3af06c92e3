"""That a person named the account before anything is changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable


def agree(actual: str, given: str | None, ask: Callable[[str], str] | None) -> None:
    """Return when the account was named.

    Args:
        actual: As STS says it.
        given: As ``--account`` says it.
        ask: Asks a person; none where nobody can be asked.

    Raises:
        RefusedError: Another was named, or none.
    """
    if given is None and ask is None:
        raise RefusedError("nobody said in which account", hint=f"add --account {actual} if that is yours")
    typed = given if given is not None else ask("type the account's number to go on") if ask else ""
    if typed.strip() != actual:
        raise RefusedError(
            f"the credentials are of account {actual}, and {typed.strip() or 'none'} was named",
            hint="choose the other credentials, such as with AWS_PROFILE, or name this account",
        )
