"""The error tree.

CorkboardError            what went wrong, and the next step      exit 1
├── SettingsError         a setting is unknown, wrong or missing  exit 2
├── UsageError            options that contradict each other      exit 2
├── PreflightError        this machine cannot do it as it is      exit 3
│   └── PartError         a part cannot be fetched or is corrupt
├── WaitTimeoutError      something was not ready in time         exit 4
├── RefusedError          needs ``--yes`` or another consent      exit 5
├── UnavailableError      a server did not answer                 exit 1
├── ServiceError          a program of ours failed                its own exit code
└── VerifyError           a hop lost, doubled or changed records  exit 1
"""

from __future__ import annotations

import re

VERBS = (
    "up|status|logs|down|reset|destroy|doctor|provision|env|client"
    "|seed|post|wait|batch|stream|report|verify|trace|target"
)
NO_ANSWER = "is the stack up? 'corkboard status' tells; on AWS, 'corkboard target check aws' does"
COMMAND = re.compile(rf"\bcorkboard (?=(?:{VERBS})\b)")


def naming(stack: str, words: str) -> str:
    """Return words whose commands name the stack, so that they can be typed as they stand.

    Verbs that serve every stack, such as setup, need none.
    """
    return COMMAND.sub(f"corkboard --name {stack} ", words)


class CorkboardError(Exception):
    """What went wrong, and what to do about it.

    Attributes:
        message: What, which, how long, and the last thing seen.
        hint: The next step for the person; empty when there is none.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.hint}" if self.hint else self.message


class SettingsError(CorkboardError):
    """A setting is unknown, of the wrong type, missing, or contradicts the target."""

    exit_code = 2


class UsageError(CorkboardError):
    """Options that cannot be used together."""

    exit_code = 2


class PreflightError(CorkboardError):
    """This machine cannot do it as it is: a port, the disk, a part, Java."""

    exit_code = 3


class PartError(PreflightError):
    """A part could not be fetched, or is not what the lock says.

    Attributes:
        part: The part's name, such as ``org.eclipse.jdt:ecj:3.40.0``.
    """

    def __init__(self, message: str, *, part: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.part = part


class WaitTimeoutError(CorkboardError):
    """Something did not become ready in time.

    Attributes:
        what: What was waited for.
        waited_s: How long, in seconds.
        last: The last state seen.
    """

    exit_code = 4

    def __init__(self, what: str, *, waited_s: float, last: str, hint: str = "") -> None:
        super().__init__(f"{what} was not ready after {waited_s:.0f} s; last seen: {last}", hint=hint)
        self.what = what
        self.waited_s = waited_s
        self.last = last


class RefusedError(CorkboardError):
    """It destroys something, and nobody said yes."""

    exit_code = 5


class UnavailableError(CorkboardError):
    """A server did not answer, or refused.

    Attributes:
        service: Which one, such as ``s3`` or ``kafka``.
    """

    def __init__(self, message: str, *, service: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.service = service


class ServiceError(CorkboardError):
    """A program of ours failed, and said why; its exit code is kept.

    Attributes:
        exit_code: From 1 to 5; a program that was killed counts as failed.
    """

    def __init__(self, message: str, *, exit_code: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.exit_code = exit_code if exit_code in range(1, 6) else 1


class VerifyError(CorkboardError):
    """A hop lost, doubled or changed records."""
