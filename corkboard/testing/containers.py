"""Containers for testcontainers-python, in its own style: Kafka's official image, Connect and the REST proxy.

On one ``Network`` they reach each other by their aliases; on the host each has a free port of 127.0.0.1.
``pip install 'corkboard-stack[testing]'`` brings testcontainers; the images are those of the docker engine.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, ClassVar, Self

import requests
from testcontainers.community.kafka import KafkaContainer
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOPBACK = "127.0.0.1"
VERSION = version("corkboard-stack")
GATEWAY_PORT, REST_PORT, CONNECT_PORT, INNER_KAFKA_PORT = 8080, 8082, 8083, 9092
START_TIMEOUT_S = 90
CALL_TIMEOUT_S = 10
WORKER_PROPERTIES = "/opt/connect/worker.properties"
WORKER_SCRIPT = (
    'sed -e "s/^bootstrap.servers=.*/bootstrap.servers=$BOOTSTRAP_SERVERS/"'
    f' -e "s/^rest.advertised.host.name=.*/rest.advertised.host.name=localhost/" {WORKER_PROPERTIES}'
    " > /tmp/worker.properties && exec /opt/connect/start.sh /tmp/worker.properties"
)


class _OnLoopback(DockerContainer):
    """Publishes on 127.0.0.1 and says so; with a daemon on another machine, as testcontainers does."""

    def start(self, *arguments: Any, **more: Any) -> Self:
        """Start it, and return when it is usable."""
        if self._is_local:
            for port, host in self.ports.items():
                if host is None:  # by default it is every address of the machine
                    self.ports[port] = (LOOPBACK,)  # type: ignore[assignment]  # the Docker client takes it
        return super().start(*arguments, **more)

    def get_container_host_ip(self) -> str:
        """Return the address of this machine, or of the daemon's."""
        return LOOPBACK if self._is_local else super().get_container_host_ip()

    @property
    def _is_local(self) -> bool:
        """Whether the daemon is asked through a socket of this machine."""
        return str(self.get_docker_client().client.api.base_url).startswith(("http+docker", "npipe"))


class ApacheKafkaContainer(_OnLoopback, KafkaContainer):
    """One broker in KRaft mode from an image laid out like ``apache/kafka``.

    Args:
        image: The official image, or one with its interface.
        more: What ``DockerContainer`` takes, such as ``network``.
    """

    def __init__(self, image: str = "apache/kafka:4.3.1", **more: Any) -> None:
        super().__init__(image, **more)
        self.with_kraft()
        for name in ("TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "TRANSACTION_STATE_LOG_MIN_ISR"):
            self.with_env(f"KAFKA_{name}", "1")

    def get_inner_bootstrap_server(self) -> str:
        """Return the address for containers of the same network."""
        return f"{_alias(self)}:{INNER_KAFKA_PORT}"

    def tc_start(self) -> None:
        """Tell the broker the port that Docker chose, and let it go."""
        host, port = self.get_container_host_ip(), self.get_exposed_port(self.port)
        inner = (
            f"{_alias(self)}:{INNER_KAFKA_PORT}" if self._network else f"$(hostname -i):{INNER_KAFKA_PORT}"
        )
        outer = f"{self.listener_name}://{host}:{port}"
        script = f"export KAFKA_ADVERTISED_LISTENERS={outer},BROKER://{inner}\nexec /etc/kafka/docker/run\n"
        self.create_file(script.encode(), self.TC_START_SCRIPT)

    def _verify_min_kraft_version(self) -> None:
        """Every version of this image can do without ZooKeeper; Confluent's numbers say nothing here."""


class _Served(_OnLoopback):
    """A server of ours beside a broker.

    Args:
        bootstrap_servers: The broker, as a container sees it.
        image: The docker engine's by default.
        more: What ``DockerContainer`` takes, such as ``network``.
    """

    IMAGE: ClassVar[str]
    PORTS: ClassVar[tuple[int, ...]]
    READY: ClassVar[str]
    SERVERS: ClassVar[str]

    def __init__(self, bootstrap_servers: str, image: str = "", **more: Any) -> None:
        super().__init__(image or f"{self.IMAGE}:{VERSION}", **more)
        self.with_env(self.SERVERS, bootstrap_servers).with_exposed_ports(*self.PORTS)
        strategy = HttpWaitStrategy(self.PORTS[0], self.READY).for_status_code(200)
        self.waiting_for(strategy.with_startup_timeout(START_TIMEOUT_S))

    def get_url(self) -> str:
        """Return its address on the host."""
        return _url(self, self.PORTS[0])


class KafkaConnectContainer(_Served):
    """A Kafka Connect worker with the S3 sink; ``get_url`` is its REST interface."""

    IMAGE, PORTS, READY = "corkboard/connect", (CONNECT_PORT,), "/connectors"
    SERVERS = "BOOTSTRAP_SERVERS"

    def __init__(self, bootstrap_servers: str, image: str = "", **more: Any) -> None:
        super().__init__(bootstrap_servers, image, **more)
        self.with_env("KAFKA_HEAP_OPTS", "-Xms64m -Xmx256m")
        self.with_kwargs(entrypoint=["bash", "-c"]).with_command([WORKER_SCRIPT])

    def with_aws(self, endpoint_url: str, access_key_id: str, secret_access_key: str) -> Self:
        """Give connectors that name no endpoint and no keys these."""
        return self.with_envs(
            AWS_ENDPOINT_URL_S3=endpoint_url,
            AWS_REGION="us-east-1",
            AWS_ACCESS_KEY_ID=access_key_id,
            AWS_SECRET_ACCESS_KEY=secret_access_key,
        )

    def create_connector(self, name: str, config: Mapping[str, str]) -> None:
        """Create a connector, or change it.

        Raises:
            requests.HTTPError: The worker refuses the configuration; carries its words.
        """
        place = f"{self.get_url()}/connectors/{name}/config"
        answer = requests.put(place, json=dict(config), timeout=CALL_TIMEOUT_S)
        if not answer.ok:
            raise requests.HTTPError(f"{answer.status_code}: {answer.text}", response=answer)


class RestProxyContainer(_Served):
    """The Kafka REST proxy, with API Gateway before it; ``get_url`` is the proxy."""

    IMAGE, PORTS, READY = "corkboard/proxy", (REST_PORT, GATEWAY_PORT), "/health"
    SERVERS = "CORKBOARD_KAFKA__BOOTSTRAP_SERVERS"

    def with_aws(self, endpoint_url: str) -> Self:
        """Put what is posted to streams into this Kinesis."""
        return self.with_env("CORKBOARD_AWS__ENDPOINT_URL", endpoint_url)

    def get_gateway_url(self) -> str:
        """Return the gateway's address on the host, with its stage."""
        return f"{_url(self, GATEWAY_PORT)}/prod"


def _url(container: DockerContainer, port: int) -> str:
    return f"http://{container.get_container_host_ip()}:{container.get_exposed_port(port)}"


def _alias(container: DockerContainer) -> str:
    """Return a container's name in its network."""
    if not container._network or not container._network_aliases:  # noqa: SLF001 - no public way
        raise ValueError("give it a network and an alias: network=…, network_aliases=['kafka']")
    return container._network_aliases[0]  # noqa: SLF001 - no public way
