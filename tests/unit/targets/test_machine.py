"""A verb on the EC2 client: what is sent, what comes back, and how it ends; Systems Manager is stubbed."""

from __future__ import annotations

import shlex

import pytest
from botocore.exceptions import ClientError

from corkboard.errors import SettingsError, UnavailableError
from corkboard.targets import machine

MACHINE, GROUP, COMMAND = "i-0123456789abcdef0", "corkboard-verbs", "a" * 36
MASTER = "secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-x#password"


@pytest.fixture
def settings(on_aws):
    """Settings of a deployment whose EC2 client is known."""
    return on_aws(
        rest={"machine": MACHINE, "log_group": GROUP}, database={"host": "db", "admin_password": MASTER}
    )


class Logs:
    """CloudWatch, with the pages of lines that each output has; no page yet is ``None``."""

    def __init__(self, stdout, stderr):
        self.pages = {"stdout": list(stdout), "stderr": list(stderr)}

    def get_log_events(self, **asked):
        """Return the next page of an output."""
        place, output = asked["logStreamName"].rsplit("/", 1)
        assert (asked["logGroupName"], place) == (GROUP, f"{COMMAND}/{MACHINE}/aws-runShellScript")
        page = self.pages[output].pop(0) if self.pages[output] else ()
        if page is None:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetLogEvents")
        return {"events": [{"message": line} for line in page], "nextForwardToken": "next"}


@pytest.fixture
def command(settings, answers):
    """Return a factory that doubles one command: how far it is at each look, and what it writes."""

    def make(*looks, stdout=(), stderr=()):
        who = {"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/x", "UserId": "x"}
        answers("sts", settings.aws).add_response("get_caller_identity", who)
        ssm = answers("ssm", settings.aws)
        ssm.add_response("send_command", {"Command": {"CommandId": COMMAND}})
        for look in looks:
            if look is None:
                ssm.add_client_error("get_command_invocation", "InvocationDoesNotExist")
            else:
                ssm.add_response(
                    "get_command_invocation", look, {"CommandId": COMMAND, "InstanceId": MACHINE}
                )
        answers.given["logs"] = Logs(stdout, stderr)
        return ssm

    return make


def run(settings, verb=("post", "--all")):
    """Run a verb; return its exit code and what it said."""
    out, err = [], []
    code = machine.run(settings, list(verb), out=out.append, err=err.append, poll_s=0)
    return code, out, err


def ended(code, status="Success", **more):
    """Return the answer about a command that has ended."""
    return {"Status": status, "ResponseCode": code, **more}


def test_lines_come_as_they_are_written_and_the_exit_code_is_passed_on(settings, command):
    """Each to its own output, in order, from the moment there are any."""
    command(
        None,
        {"Status": "InProgress"},
        {"Status": "InProgress"},
        ended(4, "Failed"),
        stdout=(None, ("first",), ("second", "third"), ("last",)),
        stderr=(None, (), ("a warning",)),
    )

    code, out, err = run(settings)

    assert code == 4
    assert out == ["first", "second", "third", "last"]
    assert err == [f"on the EC2 client {MACHINE}, as command {COMMAND}", "a warning"]


def test_without_lines_in_cloudwatch_the_answers_own_are_said(settings, command):
    """The machine's role may lack the right to write there."""
    command(ended(0, StandardOutputContent="one\ntwo\n", StandardErrorContent=""))

    assert run(settings)[:2] == (0, ["one", "two"])


def test_a_machine_that_does_not_take_it_is_named(settings, command):
    """It may be stopped."""
    command(ended(-1, "TimedOut", StatusDetails="DeliveryTimedOut"))

    with pytest.raises(UnavailableError, match=f"{MACHINE} did not run it: DeliveryTimedOut") as refusal:
        run(settings)

    assert "aws ssm start-session" in refusal.value.hint


def test_ctrl_c_ends_the_command_there_too(settings, command):
    """Nothing goes on that nobody watches."""
    ssm = command({"Status": "InProgress"}, stdout=[["first"]])
    ssm.add_response("cancel_command", {}, {"CommandId": COMMAND})

    def interrupt(line):
        raise KeyboardInterrupt(line)

    with pytest.raises(KeyboardInterrupt, match="first"):
        machine.run(settings, ["post", "--forever"], out=interrupt, err=lambda _: None, poll_s=0)


def test_the_command_says_what_the_machine_cannot_know(settings):
    """Where everything is; secrets by reference, and nothing that is only here."""
    words = machine.words(settings, ["post", "--rows", "3"])

    assert words[0] == "/opt/corkboard/verb"
    assert words[-4:] == ["corkboard", "post", "--rows", "3"]
    assert {"CORKBOARD_TARGET=aws", "CORKBOARD_DATABASE__HOST=db"} <= set(words)
    assert f"CORKBOARD_DATABASE__ADMIN_PASSWORD={MASTER}" in words
    assert not [word for word in words if word.startswith(("CORKBOARD_REST", "CORKBOARD_HOME"))]


def test_no_word_of_it_is_a_shells(on_aws):
    """A name with a semicolon stays a name."""
    own = on_aws(
        rest={"machine": MACHINE, "log_group": GROUP}, database={"host": "db", "user": "a; reboot #"}
    )

    sent = shlex.join(machine.words(own, ["trace", "pin", "$(id)"]))

    assert shlex.split(sent)[-1] == "$(id)"
    assert "'CORKBOARD_DATABASE__USER=a; reboot #'" in sent


@pytest.mark.parametrize("reference", ["env:WORD", "file:word"])
def test_a_secret_that_is_only_here_is_refused(on_aws, reference):
    """Before anything is sent."""
    own = on_aws(rest={"machine": MACHINE, "log_group": GROUP}, database={"password": reference})

    with pytest.raises(SettingsError, match=r"database\.password is kept on this machine") as refusal:
        machine.words(own, ["seed"])

    assert "secretsmanager:ID#KEY" in refusal.value.hint
