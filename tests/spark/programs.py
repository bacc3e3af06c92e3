"""The batch and the report as programs of their own, which a test may kill."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

from corkboard.settings import child_environment

PATIENCE_S = 200
GLANCE_S = 0.002  # for what is over soon; a look that takes work itself is taken each LOOK_S
LOOK_S = 0.1
# For Spark as it comes: in a program of seconds, Java's second compiler costs more than it gains.
QUICK = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}


def environment(settings):
    """Return the environment in which a program serves the test's stack."""
    section = settings.spark
    return {
        **child_environment(settings),
        "CORKBOARD_AWS__ENDPOINT_URL": settings.aws.endpoint_url,
        "CORKBOARD_SPARK__JARS_DIR": str(section.jars_dir),
        "CORKBOARD_SPARK__JAVA_HOME": str(section.java_home),
        "CORKBOARD_SPARK__UI_PORT": "0",
    }


@contextlib.contextmanager
def program(settings, module, *arguments):
    """Start a program in a process group of its own, which ends with the block."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(
        command,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_until(condition, process, *, patience_s=PATIENCE_S, every_s=LOOK_S):
    """Return when a condition holds; fail when the program ends before."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        assert process.poll() is None, process.communicate()
        time.sleep(every_s)
