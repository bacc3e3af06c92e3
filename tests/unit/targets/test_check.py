"""Each connection is tried on its own; what only the EC2 client reaches, it tries."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from botocore.exceptions import ClientError

from corkboard.cli.target import Hop
from corkboard.settings import load
from corkboard.targets import check, machine

MACHINE = "i-0123456789abcdef0"


def test_the_command_knows_every_connection():
    """By the same names, in the same order."""
    assert [hop.value for hop in Hop] == list(check.HOPS)


@pytest.fixture
def deployed(on_aws, answers):
    """Settings of a deployment in the right account, whose EC2 client is known."""
    settings = on_aws(rest={"machine": MACHINE, "log_group": "verbs"})
    who = {"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/x", "UserId": "x"}
    answers("sts", settings.aws).add_response("get_caller_identity", who)
    return settings


def by_name(found):
    """Return the checks by their names."""
    return {one.name: one for one in found}


def test_one_that_fails_keeps_none_from_being_tried(deployed, answers):
    """And says which right is missing."""
    answers("sts", deployed.aws).add_response(
        "get_caller_identity",
        {"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/x", "UserId": "x"},
    )
    s3, kinesis = answers("s3", deployed.aws), answers("kinesis", deployed.aws)
    s3.add_client_error("list_objects_v2", "AccessDenied", "no", 403)
    kinesis.add_client_error("describe_stream_summary", "ResourceNotFoundException", "no such stream")

    found = by_name(check.check(deployed, ["account", "s3", "kinesis"]))

    assert found["account"].ok
    assert found["s3"].todo == "give these credentials the right s3:ListBucket"
    assert "no such stream" in found["kinesis"].seen
    assert "--prefix" in found["kinesis"].todo
    assert {one.route for one in found.values()} == {"direct"}


@pytest.fixture
def gateway(request, tmp_path):
    """Settings of a gateway on loopback that answers everything with one status."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(request.param)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        yield load({"home": tmp_path, "gateway": {"url": url}}, environ={})
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("gateway", "ok", "todo"),
    [(200, True, ""), (403, False, "--clients"), (404, False, "gateway.stage")],
    indirect=["gateway"],
)
def test_a_gateway_is_asked_for_its_streams(gateway, ok, todo):
    """403 is its policy: it knows callers by their address."""
    [found] = check.check(gateway, ["gateway"])

    assert (found.ok, todo in found.todo) == (ok, True)


class Far:
    """Systems Manager and CloudWatch of a machine that answers one verb with some lines."""

    def __init__(self, lines):
        self.lines, self.sent = list(lines), ""

    def send_command(self, **asked):
        """Take the command."""
        self.sent = asked["Parameters"]["commands"][0]
        return {"Command": {"CommandId": "one"}}

    def get_command_invocation(self, **asked):
        """Say that it has ended."""
        return {**asked, "Status": "Success", "ResponseCode": 0}

    def get_log_events(self, **asked):
        """Return every line, once."""
        if asked["logStreamName"].endswith("stderr"):
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetLogEvents")
        lines, self.lines = self.lines, []
        return {"events": [{"message": line} for line in lines], "nextForwardToken": "next"}


def far(answers, monkeypatch, *lines):
    """Return the double of a machine, in the place of both services."""
    monkeypatch.setattr(machine, "POLL_S", 0)
    answers.given["ssm"] = answers.given["logs"] = double = Far(lines)
    return double


def test_what_is_private_is_tried_by_the_ec2_client(deployed, answers, monkeypatch):
    """With the same verb there, whose answer says how it went."""
    checks = [
        {"name": "kafka", "ok": True, "route": "direct", "seen": "2 brokers", "todo": ""},
        {"name": "database", "ok": False, "route": "direct", "seen": "no", "todo": "a step"},
    ]
    double = far(answers, monkeypatch, *json.dumps({"data": {"checks": checks}}, indent=2).splitlines())

    found = by_name(check.check(deployed, ["kafka", "database"]))

    assert double.sent.endswith("corkboard target check aws --json --only kafka --only database")
    assert (found["kafka"].ok, found["kafka"].route) == (True, "EC2 client")
    assert (found["database"].ok, found["database"].todo) == (False, "a step")


def test_a_machine_that_answers_something_else_is_named(deployed, answers, monkeypatch):
    """An older wheel has no such verb."""
    far(answers, monkeypatch, "No such command 'target'.")

    [found] = check.check(deployed, ["kafka"])

    assert not found.ok
    assert "No such command" in found.seen
