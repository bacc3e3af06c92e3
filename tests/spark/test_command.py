"""The programs as they are started: a JVM of their own, killed where it hurts, and what they print."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from pathlib import Path

import psutil
import pytest
from clean_tables import dead_letters, expected, history, rows_of, run
from landing_bucket import user
from programs import GLANCE_S, PATIENCE_S, program, wait_until

from corkboard import catalogue


def test_a_batch_killed_between_its_two_commits_is_made_good_by_the_next(settings, bucket, spark):
    """The dead letters are there, the clean rows are not: neither is there twice in the end."""
    bucket.put(catalogue.USER, 0, [user(0), "junk", user(2), user(0)])
    letters = Path(settings.clean_table(catalogue.DEAD_LETTERS)) / "_delta_log" / f"{0:020}.json"
    with program(settings, "corkboard_spark.batch") as process:
        wait_until(letters.exists, process, every_s=GLANCE_S)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
    bucket.put(catalogue.USER, 4, ["more junk", user(5)])
    summary = run(settings)["user"]

    assert rows_of(settings, "users") == [expected(catalogue.USER, ind) for ind in (0, 2, 5)]
    assert dead_letters(settings) == [("user", 0, 1, "junk"), ("user", 0, 4, "more junk")]
    assert (summary.records, history(settings, "users")) == (4, 1)


def listening(pid):
    """Return the addresses on which a process and its children listen."""
    with contextlib.suppress(psutil.Error):
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        return {
            tuple(one.laddr)
            for each in family
            for one in each.net_connections("inet")
            if one.status == "LISTEN"
        }
    return set()


def test_batch_and_report_print_json_and_write_a_page_and_every_port_is_on_loopback(
    settings, bucket, tmp_path
):
    """In one process: one JVM is paid for. The ports are the driver's, the block manager's, the page's."""
    bucket.put_rows(0, 20)
    page = tmp_path / "deeper" / "report.html"
    with program(settings, "corkboard_spark.batch", "--json", "--report", str(page)) as process:
        wait_until(lambda: len(listening(process.pid)) >= 4, process)
        addresses = listening(process.pid)
        out, err = process.communicate(timeout=PATIENCE_S)

    assert {ip.removeprefix("::ffff:") for ip, _ in addresses} == {"127.0.0.1"}
    assert process.returncode == 0, err
    printed = json.loads(out)
    assert [feed["clean_rows"] for feed in printed["feeds"]] == [20, 20, 20]
    assert printed["report"] == str(page)
    assert page.read_text().startswith("<!doctype html>")
    events = [json.loads(line) for line in err.splitlines() if line.startswith("{")]  # others are Spark's
    assert {event["level"] for event in events} == {"info"}
    assert "Traceback" not in err


def test_a_live_report_writes_its_page_anew_until_it_is_interrupted(settings, bucket, tmp_path):
    """The browser loads it again by itself."""
    bucket.put_rows(0, 5)
    run(settings)
    page = tmp_path / "live.html"
    live = ("--live", "--path", "batch", "--every", "1", "--html", str(page))
    with program(settings, "corkboard_spark.report", *live) as process:
        wait_until(page.exists, process)
        bucket.put_rows(5, 10)
        run(settings)
        wait_until(lambda: "What 10 posts say" in page.read_text(), process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 130, err
    assert '<meta http-equiv="refresh" content="1">' in page.read_text()
    assert "Traceback" not in err


def test_a_partition_held_back_is_an_exit_code(settings, bucket):
    """The scheduler sees it, and the person a sentence; no JVM is started for nothing."""
    bucket.put(catalogue.USER, 0, [user(0)])
    run(settings)
    bucket.put(catalogue.USER, 1, b'{"ind":1')
    with program(settings, "corkboard_spark.batch", "--json") as process:
        out, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1
    assert json.loads(out)["feeds"][2]["held"]
    assert "held back" in err
    assert "--skip-gap" in err


@pytest.mark.parametrize(
    "module", ["corkboard_spark.batch", "corkboard_spark.report", "corkboard_spark.stream"]
)
def test_help_needs_neither_java_nor_a_stack(settings, module):
    """It says what the program does, with examples."""
    with program(settings, module, "--help") as process:
        out, _ = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0
    assert "Examples:" in out


def test_a_report_without_tables_says_what_to_run(settings):
    """In a sentence, with an exit code."""
    with program(settings, "corkboard_spark.report") as process:
        _, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 1
    assert "run 'corkboard batch'" in err
