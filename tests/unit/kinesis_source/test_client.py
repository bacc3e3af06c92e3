"""The client as boto3 really is, against answers as AWS and emulators give them."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import EndpointConnectionError

from pyspark_kinesis.client import (
    ANSWER_S,
    CONNECT_S,
    BusyError,
    IteratorLostError,
    Kinesis,
    ShardMissingError,
)
from pyspark_kinesis.errors import OptionError, StreamMissingError
from pyspark_kinesis.options import Access
from pyspark_kinesis.roles import assume
from pyspark_kinesis.wire import Shard, Stream

STREAM = Stream("s")
CREDENTIALS = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<Credentials><AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"""


class Server(HTTPServer):
    """Answers what a test has prepared, and keeps what it was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.asked = [], []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def access(self, **more):
        """Return the way here."""
        return Access(region="here", endpoint=self.url, key_id="k", secret="s", **more)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.asked.append((self.headers, body))
        status, answer = self.server.answers.pop(0)
        text = answer if isinstance(answer, str) else json.dumps(answer)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        """Be quiet."""


@pytest.fixture
def server():
    """A server that answers what it is told."""
    made = Server()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def test_a_page_has_bytes_and_seconds(server):
    """AWS gives base64, and seconds with a fraction."""
    record = {"SequenceNumber": "7", "PartitionKey": "k", "Data": "AP8=", "ApproximateArrivalTimestamp": 1.5}
    server.answers = [(200, {"Records": [record], "NextShardIterator": "next", "MillisBehindLatest": 9})]
    page = Kinesis(server.access()).page(STREAM, "iterator", 10)

    assert page.records == [{**record, "Data": b"\x00\xff"}]
    assert (page.iterator, page.behind_ms) == ("next", 9)


def test_a_closed_shards_last_page_has_no_iterator(server):
    """AWS sends null, or nothing."""
    server.answers = [(200, {"Records": [], "NextShardIterator": None})]

    assert Kinesis(server.access()).page(STREAM, "iterator", 10).iterator == ""


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (400, {"__type": "ProvisionedThroughputExceededException"}, BusyError),
        (500, {"__type": "Whatever"}, BusyError),
        (503, "<html>", BusyError),
        (200, "<html>", BusyError),
        (400, {"__type": "com.amazonaws#ExpiredIteratorException"}, IteratorLostError),
        (400, {"__type": "ResourceNotFoundException"}, IteratorLostError),
    ],
)
def test_refusals_become_ours(server, status, answer, error):
    """Whether to ask again, or to open another iterator."""
    server.answers = [(status, answer)]

    with pytest.raises(error):
        Kinesis(server.access()).page(STREAM, "iterator", 10)


def test_no_answer_is_busy(server):
    """The connection is refused."""
    access = Access(region="here", endpoint="http://127.0.0.1:1", key_id="k", secret="s")

    with pytest.raises(BusyError):
        Kinesis(access).describe(STREAM)


def test_a_missing_shard_and_a_missing_stream_are_told_apart(server):
    """A shard expires; a stream is misspelled."""
    server.answers = [(400, {"__type": "ResourceNotFoundException"})] * 2

    with pytest.raises(ShardMissingError):
        Kinesis(server.access()).iterator(STREAM, "a", {"ShardIteratorType": "TRIM_HORIZON"})
    with pytest.raises(StreamMissingError):
        Kinesis(server.access()).shards(STREAM)


def test_shards_come_from_all_pages(server):
    """With their parents, and whether they are closed."""
    closed = {"ShardId": "a", "SequenceNumberRange": {"EndingSequenceNumber": "9"}}
    child = {"ShardId": "b", "ParentShardId": "a", "SequenceNumberRange": {}}
    server.answers = [(200, {"Shards": [closed], "NextToken": "more"}), (200, {"Shards": [child]})]

    assert Kinesis(server.access()).shards(STREAM) == {"a": Shard(is_closed=True), "b": Shard(("a",))}
    assert json.loads(server.asked[1][1]) == {"NextToken": "more"}


def test_a_stream_of_another_account_is_asked_for_by_its_arn(server):
    """In every call."""
    stream = Stream("s", "arn:aws:kinesis:here:123456789012:stream/s")
    server.answers = [(200, {"Records": []})]
    Kinesis(server.access()).page(stream, "iterator", 10)

    assert json.loads(server.asked[0][1])["StreamARN"] == stream.arn


def test_addresses_in_the_environment_are_ignored(server, monkeypatch):
    """Executors may not have the driver's environment."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    server.answers = [(200, {"Shards": []})]

    assert Kinesis(server.access()).shards(STREAM) == {}


def test_a_region_is_needed_for_aws(monkeypatch, tmp_path):
    """An emulator does without."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    with pytest.raises(OptionError, match="region"):
        Kinesis(Access(key_id="k", secret="s")).shards(STREAM)


def test_a_role_is_assumed(server):
    """The calls are signed with the role's keys."""
    server.answers = [(200, CREDENTIALS), (200, {"Shards": []})]
    role = {"role": "arn:aws:iam::123456789012:role/reader", "external_id": "x1", "session_name": "me"}
    Kinesis(server.access(**role, sts_endpoint=server.url)).shards(STREAM)

    assert "ExternalId=x1" in server.asked[0][1]
    assert "Credential=ASSUMED/" in server.asked[1][0]["authorization"]


def test_sts_has_the_time_limits_that_kinesis_has():
    """Its own are minutes, in which no other call could be made."""
    asked = {}

    class Session:
        def get_credentials(self):
            return Credentials("k", "s")

        def create_client(self, service, **given):
            asked.update(given)
            raise EndpointConnectionError(endpoint_url=service)

    session = Session()
    config = Config(connect_timeout=CONNECT_S, read_timeout=ANSWER_S)
    assume(session, Access(role="arn:aws:iam::123456789012:role/reader"), "here", config)
    with pytest.raises(EndpointConnectionError):
        session._credentials.get_frozen_credentials()

    assert asked["config"] is config
