"""Stops EMR Serverless: an application that was started and has not idled out refuses to be deleted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from corkboard.errors import WaitTimeoutError
from corkboard.targets.refusals import code_of
from corkboard_infra.deploy.cloud import GO_ON

if TYPE_CHECKING:
    from collections.abc import Callable

    from corkboard_infra.deploy.cloud import Cloud

TIMEOUT_S = 15 * 60
CANCELLING, GONE = "CANCELLING", "gone"
BUSY = ["SUBMITTED", "PENDING", "QUEUED", "SCHEDULED", "RUNNING", CANCELLING]
STANDING = ("CREATED", "STOPPED", "TERMINATED", GONE)


def stop(
    cloud: Cloud, application: str, tell: Callable[[str], None], *, timeout_s: float = TIMEOUT_S
) -> None:
    """Cancel an application's jobs, stop it, and wait until it stands still.

    Raises:
        WaitTimeoutError: It does not.
    """
    began = time.monotonic()
    while (state := _step(cloud, application, tell)) not in STANDING:
        if (waited_s := time.monotonic() - began) > timeout_s:
            raise WaitTimeoutError(f"EMR Serverless {application}", waited_s=waited_s, last=state, hint=GO_ON)
        time.sleep(cloud.poll_s)


def _step(cloud: Cloud, application: str, tell: Callable[[str], None]) -> str:
    """Cancel what works, or stop what is started and works no more; return the application's state before."""
    emr = cloud.client("emr-serverless")
    with cloud.answering("emr-serverless"):
        state = _state(emr, application)
        if state in STANDING:
            return state
        runs = emr.list_job_runs(applicationId=application, states=BUSY)["jobRuns"]
        for run in (one for one in runs if one["state"] != CANCELLING):
            tell(f"cancelling job {run['id']} of EMR Serverless {application}")
            emr.cancel_job_run(applicationId=application, jobRunId=run["id"])
        if not runs and state == "STARTED":
            tell(f"stopping EMR Serverless {application}")
            emr.stop_application(applicationId=application)
    return state


def _state(emr: Any, application: str) -> str:
    """Return an application's state; one that somebody has deleted by hand is gone."""
    try:
        return str(emr.get_application(applicationId=application)["application"]["state"])
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return GONE
