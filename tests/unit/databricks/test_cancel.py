"""Cancelling a run: in which order its process, its streams and its jobs end."""

from __future__ import annotations

from types import SimpleNamespace

from corkboard_databricks import runs
from corkboard_databricks.runs import CANCELLED, Runs


class Cluster:
    """A JVM that writes down what is asked of it, as the real one cannot be made to answer late."""

    def __init__(self):
        self.asked = []
        server = SimpleNamespace(start=lambda: None, shutdown=lambda: self.asked.append("shut"))
        python = SimpleNamespace(Py4JServer=lambda _conf: server)
        apache = SimpleNamespace(spark=SimpleNamespace(api=SimpleNamespace(python=python)))
        context = SimpleNamespace(
            conf=lambda: None, cancelJobsWithTag=lambda tag: self.asked.append(f"cancel {tag}")
        )
        state = SimpleNamespace(activeStreamingQueries=dict)
        self.spark = SimpleNamespace(
            sparkContext=SimpleNamespace(_jsc=SimpleNamespace(sc=lambda: context)),
            _jvm=SimpleNamespace(org=SimpleNamespace(apache=apache)),
            _jsparkSession=SimpleNamespace(sharedState=lambda: state),
        )


def test_a_cancelled_run_knows_why_before_its_jobs_end():
    """An error of a job that was cancelled would end its process first, with a traceback instead."""
    cluster = Cluster()
    all_runs = Runs(cluster.spark, on_end=lambda: cluster.asked.append("ended"))

    def hang_up(why):
        cluster.asked.append(why)
        run.gone.set()

    run = all_runs.begin(0, "hanging", hang_up)
    all_runs.cancel(run.number)

    assert cluster.asked == [CANCELLED, "cancel corkboard-run-1", "shut", "ended"]


def test_a_run_that_does_not_hang_up_is_cancelled_all_the_same(monkeypatch):
    """Its process may be stopped, or in another container."""
    monkeypatch.setattr(runs, "GRACE_S", 0.01)
    cluster = Cluster()
    all_runs = Runs(cluster.spark, on_end=lambda: None)
    run = all_runs.begin(0, "stopped", lambda _why: None)

    all_runs.cancel(run.number)

    assert "cancel corkboard-run-1" in cluster.asked
    assert all_runs.shown() == []
