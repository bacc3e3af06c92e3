"""The APIs on a free port, before a Connect worker and an S3 that keep what they are told in memory."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import boto3
import pytest
import uvicorn
from botocore.config import Config
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from corkboard.settings import load
from corkboard_proxy.limits import Limits
from corkboard_proxy.msk.app import MskApp
from corkboard_proxy.server import listen

if TYPE_CHECKING:
    from corkboard_proxy.msk.files import LoadError

SESSION = boto3.Session("any", "any", region_name="us-east-1")  # reads its descriptions once


@dataclass
class FakeWorker:
    """Connect's REST, as far as the APIs use it; it refuses ``connector.class`` with ``Bad`` in it.

    Attributes:
        states: What each connector's status is; a running task by default.
        pauses: How many lists are answered as by a worker whose group settles.
        late: How many lists do not show yet what was made or removed last.
        lost: How many connectors are made and the answer is not understood.
        fault: The status of lists that fail; none does at 0.
    """

    configs: dict[str, dict] = field(default_factory=dict)
    states: dict[str, list[dict]] = field(default_factory=dict)
    pauses: int = 0
    late: int = 0
    lost: int = 0
    fault: int = 0
    before: dict[str, dict] = field(default_factory=dict)

    def routes(self):
        return [
            Route("/", lambda _: JSONResponse({"version": "4.3.1"})),
            Route("/connectors", self.listed, methods=["GET"]),
            Route("/connectors", self.create, methods=["POST"]),
            Route("/connectors/{name}", self.delete, methods=["DELETE"]),
            Route("/connectors/{name}/config", self.change, methods=["PUT"]),
        ]

    async def listed(self, _):
        if self.pauses:
            self.pauses -= 1
            return JSONResponse({"message": "rebalancing"}, 409)
        if self.fault:
            return JSONResponse({"message": "out of order"}, self.fault)
        self.late = max(0, self.late - 1)
        seen = self.before if self.late else self.configs
        return JSONResponse({name: self._shown(name, seen[name]) for name in seen})

    async def create(self, request):
        asked = await request.json()
        if asked["name"] in self.configs:
            return JSONResponse({"message": f"Connector {asked['name']} already exists"}, 409)
        answer = self._keep(asked["name"], asked["config"])
        self.lost -= 1
        return answer if self.lost < 0 else Response("cut")

    async def change(self, request):
        return self._keep(request.path_params["name"], await request.json())

    async def delete(self, request):
        self.before, self.late = dict(self.configs), 3
        return Response(status_code=204 if self.configs.pop(request.path_params["name"], None) else 404)

    def _keep(self, name, config):
        if "Bad" in config["connector.class"]:
            return JSONResponse({"error_code": 500, "message": "Failed to find any class Bad"}, 500)
        self.before, self.late = dict(self.configs), 3
        self.configs[name] = config
        return JSONResponse({"name": name}, 201)

    def _shown(self, name, config):
        parts = self.states.get(name, [{"state": "RUNNING"}, {"state": "RUNNING"}])
        status = {"connector": parts[0], "tasks": parts[1:]}
        return {"info": {"config": config}, "status": status}


@dataclass
class Stand:
    """What a test acts on.

    Attributes:
        faults: What the next starts of the worker fail with.
        starts: What lay in the plugin folder at each start of the worker.
    """

    home: object
    worker: FakeWorker = field(default_factory=FakeWorker)
    objects: dict[str, bytes] = field(default_factory=dict)
    faults: list[LoadError] = field(default_factory=list)
    starts: list[list[str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def client(self, name="kafkaconnect"):
        """Return boto3's own client, which asks once."""
        once = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False)
        return SESSION.client(name, endpoint_url=self.url, config=once)

    async def start_worker(self):
        folder = self.home / ".corkboard" / "default" / "msk" / "plugins"
        self.starts.append(sorted(path.name for path in folder.iterdir()))
        while not self.released.is_set():  # noqa: ASYNC110 - a thread that waits would outlive the loop
            await asyncio.sleep(0.01)
        if self.faults:
            raise self.faults.pop(0)

    async def s3(self, request):
        content = self.objects.get(request.url.path.removeprefix("/plugins/"))
        return Response(content) if content is not None else Response(status_code=404)


@pytest.fixture
def stand(tmp_path):
    """The parts, without the service."""
    made = Stand(tmp_path)
    made.released.set()
    return made


@pytest.fixture
def serve(stand):
    """Return what serves the APIs while its block runs; a second block is a second life of the process."""

    @contextlib.contextmanager
    def served():
        with listen(0, "a test") as front, listen(0, "a test") as back:
            url = f"http://127.0.0.1:{back.getsockname()[1]}"
            stand.url = f"http://127.0.0.1:{front.getsockname()[1]}"
            chosen = {"home": stand.home, "aws": {"endpoint_url": url}, "connect": {"url": url}}
            life = _Life(load(chosen, environ={}), stand)
            thread = threading.Thread(target=asyncio.run, args=(life.run(front, back),), daemon=True)
            thread.start()
            try:
                yield stand
            finally:
                life.end()
                thread.join(20)

    return served


@pytest.fixture
def api(serve):
    """The parts behind the service."""
    with serve() as stand:
        yield stand


class _Life:
    """Both servers in one event loop."""

    def __init__(self, settings, stand):
        self._app = MskApp(settings, Limits(), stand.start_worker)
        fakes = Starlette(routes=[*stand.worker.routes(), Route("/{path:path}", stand.s3)])
        self._servers = [
            uvicorn.Server(uvicorn.Config(one, log_level="error", lifespan="off"))
            for one in (self._app, fakes)
        ]

    async def run(self, *listeners):
        pairs = zip(self._servers, listeners, strict=True)
        await asyncio.gather(*(server.serve(sockets=[listener]) for server, listener in pairs))
        await self._app.close()

    def end(self):
        for server in self._servers:
            server.should_exit = True


@pytest.fixture
def asked():
    """Return what a user's script asks a connector with; keyword arguments replace parts of it."""

    def make(**parts):
        vpc = {"securityGroups": ["sg-1"], "subnets": ["subnet-1"]}
        whole = {
            "capacity": {"provisionedCapacity": {"mcuCount": 1, "workerCount": 1}},
            "connectorConfiguration": {"connector.class": "org.example.Tiny", "tasks.max": "1"},
            "connectorName": "mine",
            "kafkaCluster": {"apacheKafkaCluster": {"bootstrapServers": "b-1:9098", "vpc": vpc}},
            "kafkaClusterClientAuthentication": {"authenticationType": "IAM"},
            "kafkaClusterEncryptionInTransit": {"encryptionType": "TLS"},
            "kafkaConnectVersion": "3.7.x",
            "plugins": [],
            "serviceExecutionRoleArn": "arn:aws:iam::123456789012:role/mine",
        }
        return json.loads(json.dumps({**whole, **parts}))

    return make
