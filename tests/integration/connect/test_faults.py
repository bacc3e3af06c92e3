"""S3 that fails on every third call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from connect_faults import FAULTS, FaultProxy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connect_fixtures import RunSink, Stage
    from connect_kafka import Worker

    Options = dict[str, str]


@pytest.fixture
def faults(stage: Stage) -> Iterator[FaultProxy]:
    """A proxy before S3 that breaks every third call."""
    proxy = FaultProxy(stage.settings.aws.endpoint_url or "")
    yield proxy
    proxy.close()


SDK_RETRIES = {"s3_part_retries": "3", "s3_retry_backoff_ms": "5"}
NO_SDK_RETRIES = {"s3_part_retries": "0"}


@pytest.mark.parametrize(
    "retries", [NO_SDK_RETRIES, SDK_RETRIES], ids=["the task retries", "the SDK retries"]
)
@pytest.mark.parametrize("rotation", [{"flush_size": "1"}, {"flush_size": "7", "rotate_interval_ms": "300"}])
def test_nothing_is_lost_or_doubled(
    stage: Stage, worker: Worker, run_sink: RunSink, faults: FaultProxy, rotation: Options, retries: Options
) -> None:
    """Errors, overload and resets, before or after S3 did its work: each record is there once."""
    topic = stage.topic(partitions=2)
    for partition in range(2):
        stage.produce(topic, [b'{"n": %d}' % n for n in range(70)], partition=partition)

    run_sink(stage.sink_config(topic, store_url=faults.url, **rotation, **retries))

    stage.wait_landed(topic, worker, timeout_s=40)
    assert set(faults.broken) == set(FAULTS)
