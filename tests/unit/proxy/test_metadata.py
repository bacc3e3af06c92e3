"""The cluster's metadata: asked for once by many, and never older than the question."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest
from proxy_fakes import FakeError, only

from corkboard.clients import KafkaException
from corkboard_proxy.rest.errors import RestError
from corkboard_proxy.rest.metadata import Metadata


class Cluster:
    """A producer's view of a cluster whose topics appear one look after the other."""

    def __init__(self, *views, error=None):
        self.views = list(views)
        self.looks = 0
        self.error = error

    def list_topics(self, timeout):
        """Return the next view; the last one stays."""
        time.sleep(0.01)
        self.looks += 1
        if self.error:
            raise self.error
        names = self.views.pop(0) if len(self.views) > 1 else self.views[0]
        part = SimpleNamespace(leader=1, replicas=[1], isrs=[1])
        topics = {name: SimpleNamespace(error=None, partitions={1: part, 0: part}) for name in names}
        topics["broken"] = SimpleNamespace(error=object(), partitions={})
        return SimpleNamespace(topics=topics, brokers={2: None, 1: None})


def _find(cluster, topic="pins"):
    async def run():
        return await Metadata(only(cluster)).find_partition_count(topic)

    return asyncio.run(run())


def test_a_view_has_brokers_and_partitions_in_order():
    """Topics that the broker has trouble with are left out."""

    async def run():
        return await Metadata(only(Cluster(["pins"]))).refresh()

    view = asyncio.run(run())

    assert view.brokers == (1, 2)
    assert list(view.topics) == ["pins"]
    assert [partition.number for partition in view.topics["pins"]] == [0, 1]


@pytest.mark.parametrize(("views", "looks"), [([["pins"]], 1), ([[], ["pins"]], 2)])
def test_a_topic_is_looked_for_twice(views, looks):
    """The broker may hear of it a moment after the controller that made it."""
    cluster = Cluster(*views)

    assert _find(cluster) == 2
    assert cluster.looks == looks


def test_a_topic_that_is_not_there_is_a_404():
    """After the second look."""
    with pytest.raises(RestError) as refused:
        _find(Cluster([]), "nope")

    assert (refused.value.problem.status, refused.value.problem.code) == (404, 40401)


def test_many_questions_share_a_look():
    """A flood of unknown topics costs the broker two looks at a time, not one each."""
    cluster = Cluster(["pins"])

    async def run():
        metadata = Metadata(only(cluster))
        await asyncio.gather(*(metadata.refresh() for _ in range(200)))

    asyncio.run(run())

    assert cluster.looks <= 2


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("_TRANSPORT", 503, 50302),
        ("_TIMED_OUT", 503, 50302),
        ("_AUTHENTICATION", 401, 40101),
        ("_FAIL", 500, 50002),
    ],
)
def test_a_broker_that_does_not_answer_is_translated(name, status, code):
    """Kafka's error becomes a row of the table."""
    with pytest.raises(RestError) as refused:
        _find(Cluster([], error=KafkaException(FakeError(name))))

    assert (refused.value.problem.status, refused.value.problem.code) == (status, code)
