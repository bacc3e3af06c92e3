"""A broker of our own, the proxy in front of it, and topics that exist as long as a test."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from proxy_broker import Broker, find_context
from proxy_process import Proxy


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    """Return a running broker that this module's tests may harm."""
    context, missing = find_context(tmp_path_factory.mktemp("kafka"))
    if context is None:
        pytest.skip(missing)
    with Broker(context) as running:
        yield running


@pytest.fixture(scope="module")
def make_proxy(broker, tmp_path_factory):
    """Return a factory of proxies; each takes the lines of a kafka-rest.properties."""
    made = []

    def make(*lines: str) -> Proxy:
        made.append(Proxy(broker.settings, tmp_path_factory.mktemp("proxy"), lines))
        return made[-1]

    yield make
    for proxy in made:
        proxy.end()


@pytest.fixture(scope="module")
def proxy(make_proxy):
    """Return a proxy with defaults, and a delivery time that a test can wait for."""
    return make_proxy("producer.delivery.timeout.ms=3000", "producer.max.request.size=200000")


@pytest.fixture
def make_topic(broker):
    """Return a factory of topics with random names, removed at the end."""
    made = []

    def make(partitions: int = 1) -> str:
        made.append(f"test-{uuid.uuid4().hex[:12]}")
        broker.create_topic(made[-1], partitions)
        return made[-1]

    yield make
    if broker.is_running():
        broker.delete_topics(made)


@pytest.fixture
def topic(make_topic):
    """Return a topic with one partition."""
    return make_topic()
