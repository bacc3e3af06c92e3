"""The Kinesis emulator as a process: paused, it is an endpoint that does not answer."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from urllib.request import urlopen

import boto3

START_S = 60
KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}


class Emulator:
    """A MiniStack with Kinesis alone.

    Args:
        python: The interpreter of its environment.
        folder: For its log.
    """

    def __init__(self, python, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        own = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "SERVICES": "kinesis",
            "TMPDIR": str(folder),
        }
        with (folder / "log").open("w") as log:
            command = [str(python), "-m", "ministack"]
            self._process = subprocess.Popen(command, env=own, stdout=log, stderr=log)
        self._await(folder / "log")
        self.client = boto3.client("kinesis", endpoint_url=self.url, **KEYS)

    def _await(self, log):
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urlopen(f"{self.url}/_ministack/health", timeout=5):  # noqa: S310 - our own address
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"the emulator did not start: {log.read_text()[-2000:]}")

    def pause(self):
        """Answer nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self):
        """Answer again."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self):
        """End it."""
        self.resume()
        self._process.terminate()
        self._process.wait(30)
