"""Which stacks a deployment has."""

from __future__ import annotations

from dataclasses import dataclass

from corkboard.errors import UsageError


@dataclass(frozen=True, slots=True)
class Profile:
    """One choice of stacks.

    Attributes:
        name: As ``--profile`` takes it.
        stacks: Their names, in the order in which they are created.
        purpose: What it is for, in one line.
        is_emulated: It is deployed to an emulator on loopback, not to an account.
        gap: What of it is known not to work yet; empty when nothing is.
    """

    name: str
    stacks: tuple[str, ...]
    purpose: str
    is_emulated: bool = False
    gap: str = ""

    def has(self, stack: str) -> bool:
        """Say whether a stack belongs to it."""
        return stack in self.stacks


DEFAULT = Profile(
    "default",
    ("network", "lake", "database", "kafka", "connect", "ingest", "compute", "orchestration"),
    "both paths, as the stack on this machine has them",
    gap="not known to work: the batch on EMR Serverless, which brings Spark 3.5 where our tests run on 4",
)
MINIMAL = Profile("minimal", ("lake", "ingest"), "the first walk: API Gateway, Kinesis and S3")
SERVERLESS = Profile(
    "serverless",
    ("lake", "ingest", "compute"),
    "the stream path; of servers only Kinesis' shards are paid idle",
)
EMULATOR = Profile(
    "emulator",
    ("lake", "ingest"),
    "lake and ingest on an emulator; Kafka's route goes to this machine",
    is_emulated=True,
)
PROFILES = {profile.name: profile for profile in (DEFAULT, MINIMAL, SERVERLESS, EMULATOR)}


def profile_named(name: str) -> Profile:
    """Return a profile.

    Raises:
        UsageError: There is none of that name.
    """
    if name not in PROFILES:
        raise UsageError(f"there is no profile {name}", hint=f"--profile takes {', '.join(PROFILES)}")
    return PROFILES[name]
