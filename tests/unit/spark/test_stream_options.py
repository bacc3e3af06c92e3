"""What the streaming command understands, shows, and waits for."""

from __future__ import annotations

import threading

import pytest

from corkboard.errors import UsageError
from corkboard.settings import load
from corkboard_spark.session import conf
from corkboard_spark.streaming.durations import seconds_in
from corkboard_spark.streaming.figures import Figures, as_dict
from corkboard_spark.streaming.halt import Gate, StoppedError
from corkboard_spark.streaming.job import Wish
from corkboard_spark.streaming.query import words_of

PROGRESS = {
    "inputRowsPerSecond": 12.5,
    "processedRowsPerSecond": 250.0,
    "sources": [
        {"latestOffset": '{"s": {"a": {"millisBehindLatest": 5}, "b": {"millisBehindLatest": 1500}}}'}
    ],
}


@pytest.mark.parametrize(
    ("text", "seconds"), [("500ms", 0.5), ("30s", 30), ("5m", 300), ("1.5h", 5400), ("0s", 0)]
)
def test_durations_are_written_with_their_unit(text, seconds):
    """As people say them."""
    assert seconds_in(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "m", "5 days", "-1s"])
def test_what_is_no_duration_is_refused(text):
    """With an example."""
    with pytest.raises(UsageError, match="not a duration"):
        seconds_in(text)


def test_a_wish_without_time_ends_by_itself():
    """And the others go on at their interval."""
    assert Wish().pace().trigger == {"availableNow": True}
    assert Wish(for_s=None).pace().trigger == {"processingTime": "0 milliseconds"}
    assert Wish(for_s=60, interval_s=0.5).pace().trigger == {"processingTime": "500 milliseconds"}


def test_figures_say_how_far_behind_the_slowest_shard_is():
    """From the source's own metrics."""
    figures = Figures("pin", "s", clean_rows=1200, files=3)
    figures.observe(PROGRESS)

    assert figures.sentence().startswith("1,200 rows in 3 files; 12/s in, 250/s done, 1.5 s behind; ")
    shown = as_dict([figures], duplicates="drop", seconds=1.23456, ended_by="time")
    assert (shown["feeds"][0]["behind_ms"], shown["seconds"], shown["ended_by"]) == (1500, 1.235, "time")


@pytest.mark.parametrize(
    "sources",
    [
        [],
        [{}],
        [{"latestOffset": None}],
        [{"latestOffset": "{}"}],
        [{"latestOffset": "None"}],
        [{"latestOffset": "{'s': {'created': 1, 'initial': 0, 'shards': {'a': {'after': '7'}}}}"}],
        [{"latestOffset": '{"s": {"created": 1, "initial": 0, "shards": {"a": {"after": "7"}}}}'}],
    ],
)
def test_a_source_that_has_told_nothing_is_not_behind(sources):
    """Before its first answer; and on Spark 4.0, which has an offset there."""
    figures = Figures("pin", "s")
    figures.observe({"sources": sources})

    assert (figures.behind_ms, figures.input_per_s) == (0, 0)


def test_a_closed_gate_turns_a_batch_back():
    """By an error: to return would tell Spark that the batch is done."""
    gate = Gate()
    with gate.batch():
        pass
    assert gate.close(1)

    with pytest.raises(StoppedError), gate.batch():
        pass


def test_closing_a_gate_waits_for_the_batch_that_has_begun():
    """But not for ever."""
    gate, began, may_end = Gate(), threading.Event(), threading.Event()

    def work():
        with gate.batch():
            began.set()
            may_end.wait(10)

    thread = threading.Thread(target=work)
    thread.start()
    began.wait(10)
    was_done = gate.close(0.01)
    may_end.set()
    thread.join()

    assert (was_done, gate.close(1)) == (False, True)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "[X] Error\nKinesisSourceError: kinesis: there is no stream s: gone\n  at y",
            "kinesis: there is no stream s: gone",
        ),
        (
            "a.B: failed\nCaused by: java.io.IOException: No space left on device\n\tat z",
            "No space left on device",
        ),
        ("something else\nmore", "something else"),
    ],
)
def test_a_failure_is_told_in_the_words_of_its_cause(said, words):
    """Not in a stack trace."""
    assert words_of(said) == words


def test_a_streaming_session_keeps_delta_out_of_its_plans(tmp_path):
    """Its tables are written without the JVM; other sessions know Delta as before."""
    settings = load({"home": tmp_path}, environ={})

    assert "spark.sql.extensions" not in conf(settings, is_long=True, streams=True)
    assert conf(settings, is_long=True)["spark.sql.extensions"] == "io.delta.sql.DeltaSparkSessionExtension"
    assert "Checkpoint" in conf(settings, streams=True)["spark.sql.streaming.checkpointFileManagerClass"]


def test_a_checkpoint_has_a_folder_for_each_life_of_a_stream(tmp_path):
    """Beside the stack's state here, in the lake on AWS."""
    here, there = load({"home": tmp_path}, environ={}), load({"home": tmp_path, "target": "aws"}, environ={})

    assert here.checkpoint("s", 2, "t") == str(here.state_dir / "checkpoints" / "stream" / "s" / "2" / "t")
    assert there.checkpoint("s", 2, "t") == "s3://corkboard-lake/checkpoints/stream/s/2/t"
