"""An emulator of one's own, and CloudFormation on it; for the soak too."""

from __future__ import annotations

import socket
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_TIMEOUT_S = 60
STACK_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20


@dataclass(frozen=True)
class Cloud:
    """An emulator on loopback."""

    url: str

    def client(self, service: str) -> Any:
        """Return a client of one service, with keys that open nothing elsewhere."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(ignore_configured_endpoint_urls=True),
        )

    def left(self) -> dict[str, list[str]]:
        """Return whatever is there, of every service that the profiles without a network use."""
        return {
            "streams": self.client("kinesis").list_streams()["StreamNames"],
            "buckets": [one["Name"] for one in self.client("s3").list_buckets()["Buckets"]],
            "apis": [one["name"] for one in self.client("apigateway").get_rest_apis()["items"]],
            "roles": [one["RoleName"] for one in self.client("iam").list_roles()["Roles"]],
        }

    def settled(self, stack: str) -> tuple[str, list[str]]:
        """Return a stack's last status and what failed in it, once nothing changes any more."""
        cloudformation = self.client("cloudformation")
        end = time.monotonic() + STACK_TIMEOUT_S
        while time.monotonic() < end:
            summaries = cloudformation.list_stacks()["StackSummaries"]
            status = next(one["StackStatus"] for one in summaries if one["StackName"] == stack)
            if not status.endswith("IN_PROGRESS"):
                events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
                failed = [one for one in events if one["ResourceStatus"].endswith("FAILED")]
                return status, [
                    f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', '')}" for one in failed
                ]
            time.sleep(0.1)
        raise AssertionError(f"{stack} did not settle: {status}")


@pytest.fixture(scope="session")
def cloud(parts, tmp_path_factory) -> Iterator[Cloud]:
    """Return a running emulator; it ends with the session."""
    folder = tmp_path_factory.mktemp("cloud")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": "us-east-1",
        "LOG_LEVEL": "WARNING",
        "STATE_DIR": str(folder),
        "HOME": str(folder),
    }
    log = folder / "log"
    with log.open("w") as written:
        command = [str(parts.ministack_python), "-m", "ministack"]
        process = subprocess.Popen(command, env=environment, stdout=written, stderr=subprocess.STDOUT)
        try:
            _wait(port, log)
            yield Cloud(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(STOP_TIMEOUT_S)


def _wait(port: int, log: Path) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the emulator did not start: {log.read_text()[-2000:]}")
