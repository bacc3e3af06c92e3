"""What keeps a stack from going, taken out of it: objects, network interfaces, a running Spark."""

from __future__ import annotations

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
    s3 = Buckets(10)
    s3.delete_objects = lambda **_: {"Errors": [{"Key": "000000003", "Code": "AccessDenied"}]}
    with pytest.raises(CorkboardError, match="1 objects of s3://landing are left; 000000003: AccessDenied"):
        emptying.empty(cloud_of({"s3": s3}), "landing")

    def refuse(_):
        raise refusal("NoSuchBucket")

    s3.get_paginator = refuse
    assert emptying.empty(cloud_of({"s3": s3}), "landing") == 0


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


def test_a_running_spark_is_stopped_before_it_is_deleted():
    """Its jobs are cancelled first: EMR stops nothing that works, and deletes nothing that is started."""
    calls: list[str] = []

    class Emr:
        state, jobs = "STARTED", [{"id": "job-1"}]

        def get_application(self, applicationId):  # noqa: N803
            return {"application": {"state": self.state}}

        def list_job_runs(self, applicationId, states):  # noqa: N803
            return {"jobRuns": self.jobs}

        def cancel_job_run(self, applicationId, jobRunId):  # noqa: N803
            calls.append(f"cancel {jobRunId}")
            self.jobs = []

        def stop_application(self, applicationId):  # noqa: N803
            calls.append(f"stop {applicationId}")
            self.state = "STOPPED"

    told: list[str] = []
    applications.stop(cloud_of({"emr-serverless": Emr()}), "spark", told.append)

    assert calls == ["cancel job-1", "stop spark"]
    assert told == ["cancelling job job-1 of EMR Serverless spark", "stopping EMR Serverless spark"]
