"""Programs of ours that run behind a verb."""

from __future__ import annotations

import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from corkboard.cli import services
from corkboard.cli.globals import Globals
from corkboard.cli.services import _let_end, run_quietly
from corkboard.errors import ServiceError, WaitTimeoutError
from corkboard.settings import load

FOR_EVER = ("http.server", ["0", "--bind", "127.0.0.1"])


@pytest.fixture
def settings(tmp_path):
    """Return settings that name no running stack."""
    return load({"home": tmp_path}, environ={})


def test_a_services_exit_code_and_next_step_are_kept(settings):
    """A usage error stays one."""
    with pytest.raises(ServiceError, match="contradict") as caught:
        run_quietly(settings, "corkboard_database", ["seed", "--force", "--renew"], timeout_s=30)

    assert caught.value.exit_code == 2
    assert caught.value.hint == "say one of them"


@pytest.mark.parametrize(("code", "kept"), [(1, 1), (3, 3), (5, 5), (-9, 1), (137, 1), (6, 1)])
def test_an_exit_code_that_is_not_documented_counts_as_failed(code, kept):
    """Such as that of a program that was killed."""
    assert ServiceError("", exit_code=code).exit_code == kept


def test_a_service_that_takes_too_long_is_ended(settings):
    """The limit holds, and is an error of ours with its own exit code."""
    began = time.monotonic()

    with pytest.raises(WaitTimeoutError, match=r"http\.server") as caught:
        run_quietly(settings, *FOR_EVER, timeout_s=1)

    assert caught.value.exit_code == 4
    assert time.monotonic() - began < 8


def test_a_service_is_ended_when_watching_it_fails(settings):
    """It does not go on behind the person's back, nor is it waited for."""
    began = time.monotonic()

    def fail() -> None:
        raise ServiceError("away", exit_code=1)

    with pytest.raises(ServiceError, match="away"):
        run_quietly(settings, *FOR_EVER, timeout_s=60, while_running=fail)

    assert time.monotonic() - began < 8


def test_a_service_that_does_not_end_after_ctrl_c_is_killed():
    """What it had time for is done; no exception of a library reaches the person."""
    deaf = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()

        assert _let_end(process, wait_s=0.2) == -9


@pytest.mark.parametrize(
    ("words", "module"),
    [
        (["--skip-gap"], "corkboard_infra.submit"),
        (["--help"], "corkboard_spark.batch"),
        (["-h"], "corkboard_spark.batch"),
    ],
)
def test_help_starts_no_run_elsewhere(monkeypatch, tmp_path, words, module):
    """A run that is asked for its options would be paid for."""
    (tmp_path / "corkboard.toml").write_text('[targets.aws.spark]\nrunner = "emr-serverless"\n')

    def become(context, name, arguments):
        raise SystemExit(f"{name} {' '.join(arguments)}")

    monkeypatch.setattr(services, "_pass_on", become)
    context = SimpleNamespace(obj=Globals(target="aws", home=tmp_path), args=words)

    with pytest.raises(SystemExit, match=f"^{module} {words[0]}$"):
        services.batch(context)
