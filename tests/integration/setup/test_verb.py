"""``corkboard setup``: does nothing twice, heals damage, leaves at Ctrl-C, and says what it lacks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from corkboard.stack import cachelock
from corkboard.stack.parts import Parts

if TYPE_CHECKING:
    from pathlib import Path

PROMPTLY_S = 10
REFUSE = """
import sys
def refuse(event, arguments):
    if event in ("subprocess.Popen", "socket.connect", "os.system"):
        raise SystemExit(f"did {event} {arguments}")
sys.addaudithook(refuse)
sys.argv = ["corkboard", "setup", "--json"]
from corkboard.cli.app import main
main()
"""


def setup(cache: Path, *program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the verb on a cache."""
    return subprocess.run(
        [sys.executable, *(program or ("-m", "corkboard", "setup"))],
        env=os.environ | {"CORKBOARD_CACHE": str(cache)} | environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture
def cache(parts, tmp_path) -> Path:
    """Return a cache of the same files (hard links): a test replaces them, and never writes into them."""
    copy = tmp_path / "cache"
    keep_out = shutil.ignore_patterns("kafka-*.jsa", "connect-*.jsa", "setup.lock", "ministack-*")
    shutil.copytree(parts.cache, copy, copy_function=os.link, symlinks=True, ignore=keep_out)
    shutil.copytree(parts.ministack_home, Parts(copy).ministack_home, symlinks=True)
    return copy


def test_a_second_run_starts_no_program_and_asks_no_network(parts):
    """Not quick by luck: it does nothing."""
    done = setup(parts.cache, "-c", REFUSE)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["data"]["downloaded_mb"] == 0


def test_a_damaged_sink_is_made_again_without_a_network(cache):
    """A jar that is gone comes back from what the cache has."""
    sink = Parts(cache).sink_plugin
    lost = next(path for path in sorted(sink.glob("*.jar")) if path.stat().st_size)
    Parts(cache).require()
    _record(cache)
    lost.unlink()
    closed = "http://127.0.0.1:9"

    done = setup(cache, HTTPS_PROXY=closed, HTTP_PROXY=closed, PIP_INDEX_URL=closed)

    assert done.returncode == 0, done.stderr
    assert lost.exists()
    Parts(cache).require()


def _record(cache: Path) -> None:
    """Record the sink as made, where an older setup had not."""
    from corkboard.stack import manifest  # noqa: PLC0415

    manifest.remember(Parts(cache).sink_plugin.parent)


def test_ctrl_c_leaves_at_once_and_ends_what_it_started(tmp_path):
    """A repository and an index that accept connections and say nothing hold nobody."""
    with socket.create_server(("127.0.0.1", 0)) as stalling:
        address = f"http://127.0.0.1:{stalling.getsockname()[1]}"
        network = {"HTTPS_PROXY": address, "https_proxy": address, "NO_PROXY": "", "no_proxy": ""}
        child = subprocess.Popen(
            [sys.executable, "-m", "corkboard", "setup"],
            env=os.environ | network | {"CORKBOARD_CACHE": str(tmp_path), "PIP_INDEX_URL": address},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        stalling.settimeout(60)
        connection, _ = stalling.accept()
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate(timeout=100)
        connection.close()

    assert time.monotonic() - began < PROMPTLY_S
    assert child.returncode == 130
    assert "interrupted; run 'corkboard setup' again" in " ".join(errors.split())
    assert "Traceback" not in errors


def test_a_second_setup_waits_and_says_for_whom(tmp_path):
    """Two never write to the same partial file."""
    with cachelock.held(tmp_path, tell=print):
        child = subprocess.Popen(
            [sys.executable, "-m", "corkboard", "setup"],
            env=os.environ | {"CORKBOARD_CACHE": str(tmp_path)},
            stderr=subprocess.PIPE,
            text=True,
        )
        said = ""
        while f"process {os.getpid()}" not in said:
            line = child.stderr.readline()
            assert line, f"it ended: {said}"
            said = f"{said} {line.strip()}"
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=PROMPTLY_S)

    assert "waiting for another setup that uses" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == [cachelock.LOCK]


def test_without_network_the_first_missing_part_is_named_with_the_remedy(tmp_path):
    """Which part, why, and what to do; the exit code says that this machine lacks something."""
    closed = "http://127.0.0.1:9"
    network = {"HTTPS_PROXY": closed, "https_proxy": closed, "NO_PROXY": "", "no_proxy": ""}

    done = setup(tmp_path, PIP_INDEX_URL=closed, PIP_RETRIES="0", **network)

    said = " ".join(done.stderr.split())
    assert done.returncode == 3
    assert "could not be fetched: ProxyError" in said
    assert "run 'corkboard setup' again" in said
    assert "Traceback" not in done.stderr
