"""The batch on EMR Serverless, before botocore's own double: it takes and gives only what the API's shapes have."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from botocore.stub import ANY, Stubber

from corkboard.errors import CorkboardError, SettingsError, UnavailableError, UsageError
from corkboard.settings import load
from corkboard_infra import prices
from corkboard_infra.submit.__main__ import carry_out, cost_sentence
from corkboard_infra.submit.request import BATCH, check, price, request, uploads
from corkboard_infra.submit.run import LATE_LOOKS, LATE_MS, Run

ROLE = "arn:aws:iam::123456789012:role/corkboard-compute-JobRole"
SPARK = {
    "runner": "emr-serverless",
    "application": "00f1abc",
    "job_role": ROLE,
    "log_group": "corkboard-jobs",
    "environment": "s3://corkboard-lake/environments/python.tar.gz",
}
IDS = {"applicationId": "00f1abc", "jobRunId": "00run1"}
BILLED = {"vCPUHour": 0.5, "memoryGBHour": 2.0, "storageGBHour": 5.0}


def _settings(tmp_path, **spark):
    return load({"target": "aws", "home": tmp_path, "spark": {**SPARK, **spark}}, environ={})


class Emr:
    """Both clients with their doubles, and what a person sees."""

    def __init__(self, settings, arguments=()):
        keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any", "region_name": "us-east-1"}
        self._clients = boto3.client("emr-serverless", **keys), boto3.client("logs", **keys)
        self.emr, self.logs = (Stubber(client) for client in self._clients)
        self._section = settings.aws
        self.files = uploads("corkboard", b"wheel", b"entry")
        self.asked = request(settings, arguments, self.files, "run-1")
        self.said, self.waits = [], []
        arn = f"arn:aws:emr-serverless:us-east-1:123456789012:/applications/{IDS['applicationId']}/jobruns/00run1"
        self.emr.add_response("start_job_run", {**IDS, "arn": arn}, self.asked)
        self._arn = arn

    def state(self, word, details="as told", **more):
        """Have the run be in a state at the next look."""
        now = datetime(2026, 11, 22, tzinfo=UTC)
        run = {
            **IDS,
            "arn": self._arn,
            "state": word,
            "stateDetails": details,
            "createdAt": now,
            "updatedAt": now,
        }
        run |= {
            "createdBy": ROLE,
            "executionRole": ROLE,
            "releaseLabel": "emr-spark-8.0.0",
            "jobDriver": {"sparkSubmit": {"entryPoint": "s3://a/b"}},
            **more,
        }
        self.emr.add_response("get_job_run", {"jobRun": run}, IDS)

    def log(self, *lines, since=0, **more):
        """Have the log answer with lines, each at the millisecond of its number."""
        given = more.pop("given", {})
        events = [{"eventId": f"e{at}", "timestamp": at, "message": f"{text}\n"} for at, text in lines]
        where = {"logGroupName": "corkboard-jobs", "logStreamNamePrefix": "run-1", "startTime": since}
        self.logs.add_response("filter_log_events", {"events": events, **more}, {**where, **given})

    def run(self, wait=None):
        """Carry it out; every answer that was prepared must have been asked for."""
        with self.emr, self.logs:
            pause = wait or (lambda: self.waits.append(1))
            run = Run(self._section, *self._clients, self.asked, say=self.said.append, wait=pause)
            try:
                self.said.append(cost_sentence(carry_out(run, self.said.append)))
            finally:
                self.emr.assert_no_pending_responses()
                self.logs.assert_no_pending_responses()


@pytest.fixture
def emr(tmp_path):
    return Emr(_settings(tmp_path), ["--skip-gap"])


def test_a_run_is_followed_to_its_end_and_its_cost_is_told(emr):
    """Each state and each line once, and the price by the committed table."""
    emr.state("SCHEDULED")
    emr.log()
    emr.state("RUNNING")
    emr.log((1, "landing"), (2, "cleaning"))
    emr.state("SUCCESS")
    emr.log((2, "cleaning"), (3, "pins 3"))
    emr.log((4, "done"))
    for _ in range(LATE_LOOKS - 1):
        emr.log((4, "done"))
    emr.state("SUCCESS", billedResourceUtilization=BILLED)

    emr.run()

    table = prices.table()
    usd = 0.5 * table["spark_cpu"].usd + 2 * table["spark_memory"].usd
    assert emr.said[1:-1] == [
        "scheduled as told", "running as told", "landing", "cleaning", "success as told", "pins 3", "done",
    ]  # fmt: skip
    assert emr.said[-1].startswith(f"{usd:.4f} USD for 0.5 vCPU hours and 2 GB hours")


def test_a_run_that_fails_ends_with_the_logs_last_lines(emr):
    """Exit code 1, EMR's own words, and where the whole log is."""
    emr.state("FAILED", "exit code 1")
    emr.log(*[(number, f"line {number}") for number in range(40)])
    for _ in range(LATE_LOOKS):
        emr.log()

    with pytest.raises(CorkboardError, match="00run1 is FAILED: exit code 1\nline 25\n") as caught:
        emr.run()

    assert (caught.value.exit_code, caught.value.message.endswith("line 39")) == (1, True)
    assert "corkboard-jobs" in caught.value.hint


def test_a_line_that_comes_late_is_shown(emr):
    """The two outputs come to CloudWatch one by one; what was shown is not shown again."""
    emr.state("RUNNING")
    emr.log((100_000, "of the one"))
    emr.state("SUCCESS")
    emr.log((99_000, "of the other"), (100_000, "of the one"), since=100_000 - LATE_MS)
    for _ in range(LATE_LOOKS):
        emr.log(since=100_000 - LATE_MS)
    emr.state("SUCCESS")

    emr.run()

    assert emr.said[2:-1] == ["of the one", "success as told", "of the other"]


def test_ctrl_c_cancels_the_run(emr):
    """And is still Ctrl-C to the shell."""
    emr.state("RUNNING")
    emr.log()
    emr.emr.add_response("cancel_job_run", IDS, {**IDS, "shutdownGracePeriodInSeconds": ANY})

    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        emr.run(wait=interrupt)

    assert emr.said[-1].startswith("cancelled")


def test_a_long_page_of_the_log_is_read_to_its_end(emr):
    """CloudWatch gives it in pieces."""
    emr.state("SUCCESS")
    emr.log((1, "one"), nextToken="more")
    emr.log((2, "two"), given={"nextToken": "more"})
    for _ in range(LATE_LOOKS):
        emr.log()
    emr.state("SUCCESS")

    emr.run()

    assert emr.said[1:] == ["success as told", "one", "two", "EMR does not say yet what was billed"]


def test_what_aws_refuses_is_told_in_its_words(tmp_path):
    """No trace of the inside."""
    emr = Emr(_settings(tmp_path))
    emr.emr = Stubber(emr._clients[0])
    emr.emr.add_client_error(
        "start_job_run", "ResourceNotFoundException", "Application 00f1abc does not exist"
    )

    with pytest.raises(UnavailableError, match="Application 00f1abc does not exist"):
        emr.run()


def test_the_program_is_what_is_named_with_its_arguments_and_settings(emr):
    """The wheel and the environment are archives that Spark unpacks; a changed wheel is another folder."""
    submit = emr.asked["jobDriver"]["sparkSubmit"]
    words = submit["sparkSubmitParameters"].split()

    assert submit["entryPointArguments"] == [BATCH, "--skip-gap"]
    assert submit["entryPoint"] == emr.files.entry
    assert f"spark.archives={emr.files.code}#corkboard,{SPARK['environment']}#environment" in words
    assert "spark.emr-serverless.driverEnv.CORKBOARD_TARGET=aws" in words
    assert uploads("corkboard", b"other", b"entry").code != emr.files.code


@pytest.mark.parametrize("name", ["application", "job_role", "log_group", "environment"])
def test_a_setting_that_is_missing_is_named_with_its_output(tmp_path, name):
    """Before anything is built or uploaded."""
    with pytest.raises(SettingsError, match=rf"spark\.{name} is not set"):
        check(_settings(tmp_path, **{name: ""}), [])


def test_a_page_that_would_stay_there_is_refused(tmp_path):
    """Exit code 2; the report is another verb."""
    for words in (["--report", "a.html"], ["--report=a.html"]):
        with pytest.raises(UsageError, match="--report writes a file"):
            check(_settings(tmp_path), words)


def test_the_price_counts_processors_and_memory():
    """EMR bills both by the hour; what it does not say is nought."""
    table = prices.table()

    assert price({"vCPUHour": 1.0}, table) == table["spark_cpu"].usd
    assert price({"memoryGBHour": 1.0}, table) == table["spark_memory"].usd
    assert "disks are not counted" in cost_sentence({"billedResourceUtilization": BILLED})


@pytest.mark.parametrize(
    ("target", "words"), [("aws", "spark.application is not set"), ("local", "which target local has not")]
)
def test_the_verb_goes_to_emr_where_the_setting_says_so(tmp_path, target, words):
    """And says what is missing, without a word to AWS."""
    (tmp_path / "corkboard.toml").write_text(f'[targets.{target}.spark]\nrunner = "emr-serverless"\n')
    command = [sys.executable, "-m", "corkboard", "--home", str(tmp_path), "--target", target, "batch"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert (done.returncode, words in " ".join(done.stderr.split())) == (2, True), done.stderr


def test_the_entry_point_runs_the_module_that_it_is_told(tmp_path):
    """With the arguments behind it, as the program itself would see them."""
    (tmp_path / "told.py").write_text("import sys\nprint(__name__, sys.argv[1:])\n")
    entry = Path(sys.modules[Run.__module__].__file__).with_name("entry.py")

    done = subprocess.run(
        [sys.executable, str(entry), "told", "--json"],
        capture_output=True, text=True, timeout=60, check=False, env={"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip

    assert done.stdout == "__main__ ['--json']\n", done.stderr
