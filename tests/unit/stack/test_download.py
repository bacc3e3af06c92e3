"""Fetching: resumed, retried, verified, and clear when it fails. The server is real, and on loopback."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import threading
import time
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
        self.stalls_at = 0
        self.has_stalled = threading.Event()
        self.goes_on = threading.Event()


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
        if "slow" in self.path and self.server.stalls_at:
            self.wfile.write(body[: self.server.stalls_at])
            self.server.has_stalled.set()
            self.server.goes_on.wait(60)
            return
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
    server.goes_on.set()
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


FETCH = """
import sys
from pathlib import Path
from corkboard.stack import download
from corkboard.stack.lockfile import Jar
jar = Jar("org.example", "slow", "1", sys.argv[1], int(sys.argv[2]))
download.fetch_all([jar], Path(sys.argv[3]), advance=lambda count: None, repository=sys.argv[4])
"""
PROMPTLY_S = 5


def test_ctrl_c_leaves_at_once_and_the_next_run_goes_on(repository, tmp_path):
    """Nobody waits for a transfer in flight; what arrived is asked for no more."""
    slow, repository.stalls_at = jar(name="slow"), 500_000
    address = f"http://127.0.0.1:{repository.server_port}"
    command = [sys.executable, "-c", FETCH, slow.sha256, str(slow.size_bytes), str(tmp_path), address]
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    assert repository.has_stalled.wait(30)
    partial = tmp_path / f"{slow.sha256}.part"
    _wait_until(lambda: partial.exists() and partial.stat().st_size > 400_000)
    child.send_signal(signal.SIGINT)
    began = time.monotonic()
    child.wait(60)
    waited_s = time.monotonic() - began
    kept, repository.stalls_at = partial.stat().st_size, 0
    fetch(repository, tmp_path, slow)

    assert waited_s < PROMPTLY_S
    assert repository.ranges == ["", f"bytes={kept}-"]
    assert (tmp_path / slow.sha256).read_bytes() == CONTENT


def test_the_first_error_does_not_wait_for_the_other_downloads(repository, tmp_path):
    """A part that cannot be had is named now, not when the slowest transfer is over."""
    repository.stalls_at = 500_000
    began = time.monotonic()

    with pytest.raises(PartError, match="missing"):
        fetch(repository, tmp_path, jar(name="slow"), jar(CONTENT[:10], name="missing"))

    assert time.monotonic() - began < PROMPTLY_S


def test_a_thread_that_was_given_up_writes_no_more(repository, tmp_path):
    """Another setup may have taken the file up in the meantime."""
    repository.stalls_at = 500_000
    with pytest.raises(PartError, match="missing"):
        fetch(repository, tmp_path, jar(name="slow"), jar(CONTENT[:10], name="missing"))
    repository.has_stalled.wait(30)
    partial = tmp_path / f"{jar().sha256}.part"
    before = partial.stat().st_size if partial.exists() else 0
    repository.goes_on.set()
    _wait_until(lambda: not [one for one in threading.enumerate() if "_fetch_in_turn" in one.name])

    assert (partial.stat().st_size if partial.exists() else 0) == before


def test_a_full_disk_is_named(repository, tmp_path):
    """What the operating system refused becomes an error with a remedy, not a stack trace."""
    (tmp_path / f"{jar().sha256}.part").mkdir()

    with pytest.raises(PartError, match="could not be kept"):
        fetch(repository, tmp_path)


def _wait_until(is_so, wait_s=30):
    deadline = time.monotonic() + wait_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
