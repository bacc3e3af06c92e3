"""Fetching: resumed, retried, verified, and clear when it fails. The server is real, and on loopback."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corkboard.errors import PartError
from corkboard.stack import download
from corkboard.stack.lockfile import Jar

CONTENT = bytes(range(256)) * 4096


def jar(content: bytes = CONTENT, name: str = "part") -> Jar:
    return Jar("org.example", name, "1", hashlib.sha256(content).hexdigest(), len(content))


class Repository(ThreadingHTTPServer):
    """Serves one content for every path, with the faults a test asks for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = CONTENT
        self.ranges: list[str] = []
        self.failures = 0
        self.cut_at = 0
        self.honours_ranges = True


class Handler(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.server.ranges.append(wanted)
        if self.server.failures:
            self.server.failures -= 1
            self.send_error(503)
            return
        if "missing" in self.path:
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.server.honours_ranges else 0
        body = self.server.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut, self.server.cut_at = self.server.cut_at, 0
        self.wfile.write(body[:cut] if cut else body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def repository():
    """Return a running repository and its address."""
    server = Repository()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def fetch(server, store, *jars):
    got = []
    address = f"http://127.0.0.1:{server.server_port}"
    download.fetch_all(jars or [jar()], store, advance=got.append, repository=address)
    return sum(got)


def test_a_part_is_kept_under_its_hash(repository, tmp_path):
    """The store trusts content, not names; the progress counts every byte."""
    count = fetch(repository, tmp_path)

    assert (tmp_path / jar().sha256).read_bytes() == CONTENT
    assert count == len(CONTENT)


def test_an_interrupted_download_goes_on_where_it_stopped(repository, tmp_path):
    """What an earlier run left behind is not fetched again."""
    (tmp_path / f"{jar().sha256}.part").write_bytes(CONTENT[:1000])

    count = fetch(repository, tmp_path)

    assert repository.ranges == ["bytes=1000-"]
    assert count == len(CONTENT) - 1000
    assert (tmp_path / jar().sha256).read_bytes() == CONTENT


def test_a_connection_cut_in_the_middle_is_taken_up_again(repository, tmp_path):
    """A broken transfer costs only what had not arrived."""
    repository.cut_at = 5000

    fetch(repository, tmp_path)

    assert (tmp_path / jar().sha256).read_bytes() == CONTENT
    assert len(repository.ranges) == 2


def test_a_server_without_ranges_starts_the_file_anew(repository, tmp_path):
    """Bytes are never appended to bytes that they do not follow."""
    repository.honours_ranges = False
    (tmp_path / f"{jar().sha256}.part").write_bytes(b"old")

    fetch(repository, tmp_path)

    assert (tmp_path / jar().sha256).read_bytes() == CONTENT


def test_a_server_error_is_tried_again(repository, tmp_path):
    """A passing fault does not end the setup."""
    repository.failures = 2

    fetch(repository, tmp_path)

    assert (tmp_path / jar().sha256).exists()


def test_a_changed_file_is_refused_by_name_and_not_kept(repository, tmp_path):
    """What differs from the lock never reaches a class path."""
    repository.content = CONTENT[:-1] + b"!"

    with pytest.raises(PartError, match=r"org\.example:part:1 is not the file that was locked") as caught:
        fetch(repository, tmp_path)

    assert caught.value.part == "org.example:part:1"
    assert list(tmp_path.iterdir()) == []


def test_an_absent_file_is_named_with_the_reason(repository, tmp_path):
    """The person learns which part, why, and what to do."""
    with pytest.raises(PartError, match=r"org.example:missing:1 could not be fetched: HTTP 404") as caught:
        fetch(repository, tmp_path, jar(name="missing"))

    assert "corkboard setup" in caught.value.hint
    assert len(repository.ranges) == 1, "a missing file is not asked for again"
