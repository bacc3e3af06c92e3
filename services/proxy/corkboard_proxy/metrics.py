"""What the proxy counts: plain numbers while it serves, Prometheus' families when it is asked.

Plain numbers because a labelled Prometheus counter costs a microsecond and a lock an increment.
All of them are written by the loop's thread, but ``replaced_producers``: by the one that replaces them.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client import Metric

    Gauges = Callable[[], dict[str, float]]

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
METRICS_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class Counts:
    """The requests, the times and the records of one process."""

    def __init__(self) -> None:
        self.requests: dict[tuple[str, int], int] = {}
        self.buckets: dict[str, list[int]] = {}
        self.seconds: dict[str, float] = {}
        self.stored = 0
        self.refused = 0
        self.put_calls = 0
        self.put_records = 0
        self.repeated_puts = 0
        self.replaced_producers = 0

    def add_request(self, route: str, status: int, took_s: float) -> None:
        """Count one answered request."""
        key = (route, status)
        self.requests[key] = self.requests.get(key, 0) + 1
        if route not in self.buckets:
            self.buckets[route] = [0] * (len(BUCKETS_S) + 1)
        self.buckets[route][bisect_left(BUCKETS_S, took_s)] += 1
        self.seconds[route] = self.seconds.get(route, 0.0) + took_s

    def add_records(self, stored: int, refused: int) -> None:
        """Count the records of one produce request."""
        self.stored += stored
        self.refused += refused

    def add_put_call(self, records: int) -> None:
        """Count one call that puts records into a stream."""
        self.put_calls += 1
        self.put_records += records


class _Families(Collector):
    def __init__(self, counts: Counts, gauges: Gauges) -> None:
        self._counts = counts
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """Yield the families as they are now."""
        requests = CounterMetricFamily(
            "corkboard_proxy_requests", "Requests answered.", labels=["route", "status"]
        )
        for (route, status), count in self._counts.requests.items():
            requests.add_metric([route, str(status)], count)
        yield requests
        yield self._times()
        records = CounterMetricFamily("corkboard_proxy_records", "Records by fate.", labels=["fate"])
        records.add_metric(["stored"], self._counts.stored)
        records.add_metric(["refused"], self._counts.refused)
        yield records
        yield CounterMetricFamily(
            "corkboard_proxy_replaced_producers",
            "Producers that Kafka had ended for good.",
            self._counts.replaced_producers,
        )
        yield from self._streams()
        for name, value in self._gauges().items():
            yield GaugeMetricFamily(f"corkboard_proxy_{name}", f"{name.replace('_', ' ')} now", value=value)

    def _streams(self) -> Iterator[Metric]:
        counts = self._counts
        yield CounterMetricFamily("corkboard_proxy_put_calls", "Calls that put records.", counts.put_calls)
        yield CounterMetricFamily("corkboard_proxy_put_records", "Records in them.", counts.put_records)
        yield CounterMetricFamily(
            "corkboard_proxy_repeated_puts", "Records sent again after a refusal.", counts.repeated_puts
        )

    def _times(self) -> HistogramMetricFamily:
        times = HistogramMetricFamily(
            "corkboard_proxy_request_seconds", "Time from the whole request to its answer.", labels=["route"]
        )
        for route, buckets in self._counts.buckets.items():
            edges = [*map(str, BUCKETS_S), "+Inf"]
            sums = [sum(buckets[: index + 1]) for index in range(len(buckets))]
            times.add_metric([route], list(zip(edges, sums, strict=True)), self._counts.seconds[route])
        return times


def metrics_page(counts: Counts, gauges: Gauges) -> Callable[[], bytes]:
    """Return a function that renders Prometheus' text page of this process."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(counts, gauges))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return lambda: generate_latest(registry)
