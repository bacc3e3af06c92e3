"""What keeps a stack from going, taken out of it: objects, network interfaces, a running Spark."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from pretended import Buckets, cloud_of, refusal

from corkboard.errors import CorkboardError
from corkboard_infra.deploy import applications, emptying, interfaces


def test_a_million_objects_go_by_the_thousand_and_are_not_remembered():
    """Pages are listed only a little ahead of deletion."""
    s3 = Buckets(1_000_000)

    assert emptying.empty(cloud_of({"s3": s3}), "landing") == 1_000_000
    assert s3.delete_calls == 1000
    assert s3.most_ahead <= emptying.WAITING_CALLS + emptying.CALLS_AT_ONCE


def test_an_object_that_stays_is_named():
    """With what S3 said of it; a bucket that is gone is empty."""
    s3 = Buckets()
    s3._versions = lambda **_: iter([{"Versions": [{"Key": "000000003", "VersionId": "v"}]}])
    s3.delete_objects = lambda **_: {"Errors": [{"Key": "000000003", "Code": "AccessDenied"}]}
    with pytest.raises(CorkboardError, match="1 objects of s3://landing are left; 000000003: AccessDenied"):
        emptying.empty(cloud_of({"s3": s3}), "landing")

    def refuse(_):
        raise refusal("NoSuchBucket")

    s3.get_paginator = refuse
    assert emptying.empty(cloud_of({"s3": s3}), "landing") == 0


def test_an_object_that_s3_had_no_time_for_goes_with_the_next_round():
    """S3 deletes a thousand at once, and may refuse one of them for a moment."""
    s3 = Buckets(10)
    answers = iter([{"Errors": [{"Key": "000000003", "Code": "SlowDown"}]}, {}])
    s3.delete_objects = lambda **_: next(answers)
    pages = iter([10, 1, 0])
    s3._versions = lambda **_: iter(
        [{"Versions": [{"Key": str(n), "VersionId": "v"} for n in range(next(pages))]}]
    )

    assert emptying.empty(cloud_of({"s3": s3}), "landing") == 10


@pytest.mark.parametrize(("code", "left"), [("NoSuchUpload", False), ("AccessDenied", True)])
def test_an_upload_that_ends_by_itself_is_no_failure(code, left):
    """Between its listing and its end."""
    s3 = Buckets()

    def refuse(**_):
        raise refusal(code)

    s3.abort_multipart_upload = refuse
    s3._uploads = lambda **_: iter([{"Uploads": [{"Key": "one", "UploadId": "u"}]}])

    with pytest.raises(CorkboardError, match="not allowed") if left else nullcontext():
        emptying.empty(cloud_of({"s3": s3}), "landing")


def test_a_network_is_waited_for_until_services_let_go(monkeypatch):
    """NAT's interface goes with the network; others are told, once a change."""
    nat = {"NetworkInterfaceId": "eni-0", "InterfaceType": "nat_gateway"}
    one = {"NetworkInterfaceId": "eni-1", "InterfaceType": "interface", "Description": "MSK Connect"}
    answers = iter([[nat, one], [nat, one], [nat]])

    class Ec2:
        def get_paginator(self, _):
            return self

        def paginate(self, Filters):  # noqa: N803
            assert Filters == [{"Name": "vpc-id", "Values": ["vpc-1"]}]
            return [{"NetworkInterfaces": next(answers)}]

    told: list[str] = []
    interfaces.wait_released(cloud_of({"ec2": Ec2()}), "vpc-1", told.append)

    assert told == ["waiting for 1 network interfaces: eni-1 MSK Connect"]


class Emr:
    """EMR Serverless with one application and a job that takes a look to be cancelled."""

    def __init__(self, *jobs):
        self.calls: list[str] = []
        self.state, self.jobs = "STARTED", [{"id": "job-1", "state": state} for state in jobs]

    def get_application(self, applicationId):  # noqa: N803
        return {"application": {"state": self.state}}

    def list_job_runs(self, applicationId, states):  # noqa: N803
        seen = [dict(job) for job in self.jobs if job["state"] in states]
        self.jobs = [job for job in self.jobs if job["state"] != "CANCELLING"]
        return {"jobRuns": seen}

    def cancel_job_run(self, applicationId, jobRunId):  # noqa: N803
        self.calls.append(f"cancel {jobRunId}")
        self.jobs = [{"id": jobRunId, "state": "CANCELLING"}]

    def stop_application(self, applicationId):  # noqa: N803
        assert not self.jobs, "EMR stops nothing that works"
        self.calls.append(f"stop {applicationId}")
        self.state = "STOPPED"


@pytest.mark.parametrize("state", ["RUNNING", "QUEUED"])
def test_a_running_spark_is_stopped_before_it_is_deleted(state):
    """Its jobs are cancelled first, and waited for: EMR deletes nothing that is started."""
    emr, told = Emr(state), []
    applications.stop(cloud_of({"emr-serverless": emr}), "spark", told.append)

    assert emr.calls == ["cancel job-1", "stop spark"]
    assert told == ["cancelling job job-1 of EMR Serverless spark", "stopping EMR Serverless spark"]


def test_a_job_that_is_being_cancelled_is_waited_for():
    """Whoever has cancelled it."""
    emr = Emr("CANCELLING")
    applications.stop(cloud_of({"emr-serverless": emr}), "spark", lambda _: None)

    assert emr.calls == ["stop spark"]


def test_a_spark_that_somebody_has_deleted_keeps_nobody():
    """``down`` starts anywhere."""

    def refuse(**_):
        raise refusal("ResourceNotFoundException")

    emr = Emr()
    emr.get_application = refuse
    applications.stop(cloud_of({"emr-serverless": emr}), "spark", lambda _: None)

    assert emr.calls == []
