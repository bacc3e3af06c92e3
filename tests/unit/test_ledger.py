"""The ledger: what is written is read, whatever killed the writer."""

from __future__ import annotations

import signal
import subprocess
import sys
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard import ledger
from corkboard.errors import UnavailableError, UsageError

PLAN = ledger.Plan(path="batch", prefix="corkboard", order="course", seed=100, rows=5, table_rows=11_154)
FATES = ("acked", "unknown", "returned", "dead")

entries = st.builds(
    ledger.Entry,
    feed=st.sampled_from(["pin", "geo", "user"]),
    key=st.integers(0, 10**9),
    digest=st.sampled_from(["00", "01", "02"]),
    status=st.sampled_from(["sent", *FATES]),
    at=st.floats(0, 2e9),
    place=st.none() | st.tuples(st.text(), st.integers(0, 99), st.integers(0) | st.text()),
    reason=st.text(),
    post=st.none() | st.integers(0, 10**9),
)


def entry(status: ledger.Status, digest: str = "00") -> ledger.Entry:
    """Return a line about the first pin."""
    return ledger.Entry("pin", 0, digest, status, 1.5, post=0)


@given(lines=st.lists(entries, max_size=20))
def test_what_is_written_is_read(lines, tmp_path_factory):
    """Every entry comes back as it was, the plan's line left out."""
    folder = tmp_path_factory.mktemp("ledger")
    with ledger.Writer(folder, "run") as book:
        book.plan(PLAN)
        book.write(*lines)

    assert list(ledger.read(folder, "run")) == lines
    assert ledger.read_plan(folder, "run") == PLAN


def test_a_line_is_readable_before_the_file_is_closed(tmp_path):
    """``write`` returns when the operating system has the line."""
    with ledger.Writer(tmp_path, "run") as book:
        book.write(entry("sent"))

        assert len(list(ledger.read(tmp_path))) == 1


def test_nothing_written_is_lost_to_a_sigkill(tmp_path):
    """A process that reports each line after writing it is killed: each line reported is there."""
    program = (
        "import sys; from pathlib import Path; from corkboard import ledger\n"
        "book = ledger.Writer(Path(sys.argv[1]), 'run')\n"
        "for key in range(10**9):\n"
        "    book.write(ledger.Entry('pin', key, '00', 'sent', 1.5)); print(key, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as child:
        reported = [int(child.stdout.readline()) for _ in range(200)]
        child.send_signal(signal.SIGKILL)
        reported += [int(line) for line in child.stdout.read().split(b"\n")[:-1]]

    written = [line.key for line in ledger.read(tmp_path)]
    assert written[: len(reported)] == reported
    assert len(written) - len(reported) <= 1


@pytest.mark.parametrize("torn", [b'{"feed":"pin","key":1', b"{" * 200_000, b"\x00"])
def test_a_torn_line_is_left_out_and_cut_by_the_next_writer(tmp_path, torn):
    """Half a line, however long, spoils neither reading nor what is appended after it."""
    with ledger.Writer(tmp_path, "run") as book:
        book.write(entry("sent"))
    with book.path.open("ab") as file:
        file.write(torn)
    assert list(ledger.read(tmp_path)) == [entry("sent")]

    with ledger.Writer(tmp_path, "run") as book:
        book.write(entry("acked"))

    assert list(ledger.read(tmp_path)) == [entry("sent"), entry("acked")]


def test_a_file_that_is_only_a_torn_line_becomes_empty(tmp_path):
    """There is no whole line before it."""
    (tmp_path / "run.jsonl").write_bytes(b'{"plan":{"path":"ba')

    with ledger.Writer(tmp_path, "run") as book:
        assert book.path.read_bytes() == b""


def test_two_processes_cannot_write_one_run(tmp_path):
    """The second is told so, and may write when the first is done."""
    with ledger.Writer(tmp_path, "run"), pytest.raises(UsageError, match="another process"):
        ledger.Writer(tmp_path, "run")

    ledger.Writer(tmp_path, "run").close()


def test_a_ledger_that_cannot_be_written_says_where_and_why(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "ledger").write_text("in the way")

    with pytest.raises(UnavailableError, match="cannot be written"):
        ledger.Writer(tmp_path / "ledger", "run")


def test_runs_come_oldest_first(tmp_path):
    """Their names begin with the time."""
    for run in ("20260102-b", "20260101-c", "20260103-a"):
        ledger.Writer(tmp_path, run).close()

    assert ledger.runs(tmp_path) == ["20260101-c", "20260102-b", "20260103-a"]


def test_an_unknown_run_is_answered_with_the_last_ones(tmp_path):
    """So that a mistyped name can be seen."""
    ledger.Writer(tmp_path, "20260101-a").close()

    with pytest.raises(UsageError, match=r"no run nope[\s\S]*20260101-a"):
        ledger.read_plan(tmp_path, "nope")


def test_a_run_without_a_plan_cannot_be_resumed(tmp_path):
    """It was killed before its first line was whole."""
    ledger.Writer(tmp_path, "run").close()

    with pytest.raises(UsageError, match="before it posted anything"):
        ledger.read_plan(tmp_path, "run")


@pytest.mark.parametrize(
    ("statuses", "at_least", "at_most"),
    [
        (["sent", "acked"], 1, 1),
        (["sent"], 0, 1),
        (["sent", "unknown", "sent", "acked"], 1, 2),
        (["sent", "returned", "sent", "acked"], 1, 1),
        (["sent", "dead"], 0, 0),
        (["sent", "unknown", "sent", "dead"], 0, 1),
        (["sent", "unknown", "sent"], 0, 2),
        (["sent", "acked", "sent", "acked"], 2, 2),
        (["acked"], 1, 1),
    ],
)
def test_a_record_is_stored_as_often_as_its_attempts_allow(statuses, at_least, at_most):
    """An attempt counts once if acknowledged, perhaps if unknown or open, never if refused."""
    found = ledger.copies(entry(status) for status in statuses)

    assert found == {("pin", "00"): ledger.Copies(at_least, at_most)}


@given(
    attempts=st.lists(
        st.tuples(st.sampled_from(["00", "01"]), st.sampled_from([*FATES, None]), st.booleans())
    )
)
def test_the_bounds_hold_for_whatever_the_broker_did(attempts):
    """However each open question was decided, the copies stored lie between the bounds."""
    lines, stored = [], {"00": 0, "01": 0}
    for digest, fate, was_stored in attempts:
        lines += [entry("sent", digest)] + ([entry(fate, digest)] if fate else [])
        stored[digest] += fate == "acked" or (fate in ("unknown", None) and was_stored)

    for (_, digest), copies in ledger.copies(lines).items():
        assert copies.at_least <= stored[digest] <= copies.at_most


def test_a_hundred_thousand_lines_are_written_and_read_in_bounded_memory(tmp_path):
    """Reading is a stream: no line is kept."""
    with ledger.Writer(tmp_path, "run") as book:
        for _ in range(100):
            book.write(*[entry("sent")] * 1000)
    tracemalloc.start()
    count = sum(1 for _ in ledger.read(tmp_path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 100_000
    assert peak < 2_000_000
