"""Runs a verb on the EC2 client by Systems Manager: Kafka and the database are private, no port is opened.

The command is sent, its lines are read from CloudWatch as they come, and its exit code is passed on.
"""

from __future__ import annotations

import shlex
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from pydantic import SecretStr

from corkboard.errors import SettingsError, UnavailableError
from corkboard.model import PREFIX, SECRETS_MANAGER
from corkboard.sections import Section, known
from corkboard.targets import account, opening
from corkboard.targets.refusals import code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corkboard.settings import Settings

VERB = "/opt/corkboard/verb"  # infra_aws/corkboard_infra/machine/verb
DOCUMENT, PLUGIN = "AWS-RunShellScript", "aws-runShellScript"
DELIVERY_S = 60
LONGEST_S = 48 * 60 * 60  # Systems Manager's own limit
POLL_S = 2.0
LATE_POLLS = 5  # CloudWatch has the last lines a little after the command's end
GOING = ("Pending", "InProgress", "Delayed", "Cancelling")
SECTIONS = ("database", "kafka", "kinesis", "gateway")
HERE_ALONE = ("ca_file",)  # a path of this machine


def words(settings: Settings, verb: Sequence[str]) -> list[str]:
    """Return the command of a verb there, with what this side's settings say about the deployment.

    Raises:
        SettingsError: A secret is kept where the machine cannot look.
    """
    told = {
        "TARGET": settings.target,
        "NAME": settings.name,
        "PREFIX": settings.prefix,
        "AWS__REGION": settings.aws.region,
        "AWS__EXPECTED_ACCOUNT": settings.aws.expected_account,
        "STACK__ROWS": str(settings.stack.rows),
        "STACK__SEED": str(settings.stack.seed),
    }
    for name in SECTIONS:
        told |= _told(name, getattr(settings, name))
    return [VERB, *(f"{PREFIX}{key}={value}" for key, value in told.items()), "corkboard", *verb]


def _told(name: str, section: Section) -> dict[str, str]:
    """Return what a section says that is not its default."""
    told = {}
    for key in section.model_fields_set - set(HERE_ALONE):
        value = getattr(section, key)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
            if value and not value.startswith(f"{SECRETS_MANAGER}:"):
                raise SettingsError(
                    f"{name}.{key} is kept on this machine, and the EC2 client cannot look there",
                    hint=f"keep it in Secrets Manager: {SECRETS_MANAGER}:ID#KEY",
                )
        if value not in (None, ""):
            told[f"{name}__{key}".upper()] = str(value)
    return told


@dataclass(slots=True)
class _Lines:
    """The lines of one of the command's two outputs, as far as CloudWatch has them."""

    logs: Any
    group: str
    stream: str
    say: Callable[[str], None]
    has_any: bool = False
    _token: dict[str, str] = field(default_factory=dict)

    def read(self) -> bool:
        """Say the lines that are new, and return whether there were any."""
        asked = {"logGroupName": self.group, "logStreamName": self.stream, "startFromHead": True}
        try:
            told = self.logs.get_log_events(**asked, **self._token)
        except ClientError as error:
            if code_of(error) == "ResourceNotFoundException":  # it has said nothing yet
                return False
            raise
        self._token = {"nextToken": told["nextForwardToken"]}
        for event in told["events"]:
            self.say(event["message"].rstrip("\n"))
        self.has_any = self.has_any or bool(told["events"])
        return bool(told["events"])


def run(
    settings: Settings,
    verb: Sequence[str],
    *,
    out: Callable[[str], None],
    err: Callable[[str], None],
    poll_s: float | None = None,
) -> int:
    """Run a verb on the EC2 client and return its exit code; Ctrl-C ends it there too.

    Args:
        settings: Which deployment.
        verb: Such as ``["post", "--all"]``.
        out: Told each line of its standard output.
        err: Told each line of its standard error, and where it runs.
        poll_s: How often to look.

    Raises:
        UnavailableError: The machine did not take it, or AWS does not answer; what runs there goes on.
    """
    account.require(settings)
    ssm = opening.client(settings.aws, "ssm")
    command = shlex.join(words(settings, verb))
    with opening.answering(settings.aws, "ssm:SendCommand"):
        identity: str = _send(ssm, settings, command)["Command"]["CommandId"]
    err(f"on the EC2 client {settings.machine}, as command {identity}")
    with opening.answering(settings.aws, "ssm:GetCommandInvocation"), _cancelling(ssm, identity):
        return _follow(settings, ssm, identity, (out, err), POLL_S if poll_s is None else poll_s)


def _send(ssm: Any, settings: Settings, command: str) -> Any:
    group = known("rest.log_group", settings.rest.log_group)
    return ssm.send_command(
        InstanceIds=[settings.machine],
        DocumentName=DOCUMENT,
        Comment="corkboard",
        TimeoutSeconds=DELIVERY_S,
        Parameters={"commands": [command], "executionTimeout": [str(LONGEST_S)]},
        CloudWatchOutputConfig={"CloudWatchLogGroupName": group, "CloudWatchOutputEnabled": True},
    )


@contextmanager
def _cancelling(ssm: Any, identity: str) -> Iterator[None]:
    """End the command there where this side is interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        ssm.cancel_command(CommandId=identity)
        raise


def _follow(
    settings: Settings, ssm: Any, identity: str, say: tuple[Callable[[str], None], ...], poll_s: float
) -> int:
    logs, place = opening.client(settings.aws, "logs"), f"{identity}/{settings.machine}/{PLUGIN}"
    lines = [
        _Lines(logs, settings.rest.log_group, f"{place}/{name}", told)
        for name, told in zip(("stdout", "stderr"), say, strict=True)
    ]
    deadline = time.monotonic() + LONGEST_S
    while (told := _look(ssm, settings.machine, identity))["Status"] in GOING:
        if time.monotonic() > deadline:
            break
        _read(lines)
        time.sleep(poll_s)
    silent = 0
    while silent < LATE_POLLS:
        silent = 0 if _read(lines) else silent + 1
        time.sleep(poll_s)
    return _ended(settings, told, lines)


def _read(lines: list[_Lines]) -> bool:
    """Say what is new in both outputs, and return whether there was anything."""
    new = [one.read() for one in lines]
    return any(new)


def _look(ssm: Any, machine: str, identity: str) -> dict[str, Any]:
    """Return how far the command is; in its first moment nobody knows of it."""
    try:
        return dict(ssm.get_command_invocation(CommandId=identity, InstanceId=machine))
    except ClientError as error:
        if code_of(error) != "InvocationDoesNotExist":
            raise
        return {"Status": "Pending"}


def _ended(settings: Settings, told: dict[str, Any], lines: list[_Lines]) -> int:
    """Return the exit code.

    Of an output of which CloudWatch has nothing, what the answer itself has is said: 24,000 characters
    of standard output, 8,000 of standard error.
    """
    for one, key in zip(lines, ("StandardOutputContent", "StandardErrorContent"), strict=True):
        if not one.has_any:
            for line in str(told.get(key, "")).splitlines():
                one.say(line)
    code = int(told.get("ResponseCode", -1))
    if code < 0:
        why = told.get("StatusDetails") or told["Status"]
        raise UnavailableError(
            f"the EC2 client {settings.machine} did not run it: {why}",
            service="ssm",
            hint="is the machine running? a shell on it: aws ssm start-session --target " + settings.machine,
        )
    return code
