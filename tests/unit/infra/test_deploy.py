"""``up`` and ``down`` where no emulator can play AWS: the order of the whole, and what AWS refuses."""

from __future__ import annotations

import pytest
from botocore import exceptions as boto
from pretended import MADE_AT, Buckets, CloudFormation, cloud_of, refusal

from corkboard.errors import CorkboardError, PreflightError, RefusedError, SettingsError, UnavailableError
from corkboard.settings import load
from corkboard_infra import archive, bill, prices, profiles
from corkboard_infra.checked import checked_templates
from corkboard_infra.deploy import account, applications, assembly, emptying, interfaces, up
from corkboard_infra.deploy.cloud import answering, settings_for
from corkboard_infra.deploy.running import SECONDS_PER_HOUR, running
from corkboard_infra.files import placeholders

BROKERS = "b-1.example:9098,b-2.example:9098"


@pytest.fixture(scope="module")
def whole(made, tmp_path_factory):
    """Return the stacks of the default profile as ``up`` reads them from its assembly."""
    del made  # it skips where there is no CDK
    folder = tmp_path_factory.mktemp("whole")
    settings = load({"target": "aws", "prefix": "team7"}, environ={})
    out, files = folder / "assembly", placeholders(folder)
    files.plugin.write_bytes(archive.pack({"PLACEHOLDER": b"other content, so another name"}))
    checked_templates(
        settings,
        profiles.DEFAULT,
        files,
        out=out,
        clients="203.0.113.7",
        files_bucket="team7-lake",
    )
    return assembly.read(out, profiles.DEFAULT, settings)


class Msk:
    """Says where brokers are."""

    def __init__(self, servers: str = BROKERS):
        self.servers = servers

    def get_bootstrap_brokers(self, ClusterArn):  # noqa: N803
        assert ClusterArn == "arn:cluster"
        return {"BootstrapBrokerStringSaslIam": self.servers}


def place(monkeypatch, servers=BROKERS):
    """Return a cloud for the whole profile and the calls that it took, in order."""
    calls: list[str] = []
    formation = CloudFormation({"team7-kafka": {"KafkaClusterArn": "arn:cluster"}}, calls)
    cloud = cloud_of({"cloudformation": formation, "s3": Buckets(calls=calls), "kafka": Msk(servers)})
    monkeypatch.setattr("corkboard.airflow.own_dag.clients.s3", lambda _: cloud.client("s3"))
    return cloud, formation, calls


def test_every_template_goes_without_a_bucket_and_names_no_bootstrap(whole):
    """CloudFormation takes 51,200 bytes; nobody needs to have run ``cdk bootstrap``."""
    assert all(len(one.template) < assembly.LARGEST_TEMPLATE_BYTES for one in whole)
    assert not any("BootstrapVersion" in one.template or "cdk-hnb659fds" in one.template for one in whole)
    assert {one.short: set(one.asks) for one in whole if one.asks} == {"connect": {"Brokers"}}


def test_the_whole_is_made_in_order_with_its_files_first(whole, monkeypatch):
    """Plugin, wheel and Airflow's files are there before who reads them; brokers are asked for."""
    cloud, formation, calls = place(monkeypatch)
    outcomes = up.deploy(cloud, whole, lambda *_: None)
    created = [call.removeprefix("create team7-") for call in calls if call.startswith("create")]
    puts = [call.split()[1:] for call in calls if call.startswith("put")]

    assert created == list(profiles.DEFAULT.stacks)
    assert {one.outcome for one in outcomes} == {"created"}
    assert formation.stacks["team7-connect"]["said"]["Parameters"] == [
        {"ParameterKey": "Brokers", "ParameterValue": BROKERS}
    ]
    assert [bucket for bucket, _ in puts] == ["team7-lake"] * 2 + ["team7-mwaa-bucket"] * 2
    assert [key for _, key in puts][2:] == ["requirements.txt", "dags/daily_batch.py"]
    before = {
        one: calls.index(f"create team7-{one}") for one in ("lake", "kafka", "connect", "orchestration")
    }
    at = [number for number, call in enumerate(calls) if call.startswith("put")]
    assert before["lake"] < at[0] < before["kafka"] < at[1] < before["connect"]
    assert at[3] < before["orchestration"]


def test_a_parameter_that_nobody_says_keeps_its_value(whole, monkeypatch):
    """The machine's image is a parameter that follows AWS: a newer one would be another machine."""
    cloud, formation, _ = place(monkeypatch)
    up.deploy(cloud, whole, lambda *_: None)
    formation.stacks["team7-kafka"]["Parameters"] = [{"ParameterKey": "Image"}]
    up.deploy(cloud, whole, lambda *_: None)

    assert formation.stacks["team7-kafka"]["said"]["Parameters"] == [
        {"ParameterKey": "Image", "UsePreviousValue": True}
    ]


def test_a_cluster_without_brokers_is_named(whole, monkeypatch):
    """MSK Connect would fail half an hour later."""
    cloud, _, _ = place(monkeypatch, servers="")

    with pytest.raises(CorkboardError, match="arn:cluster has no listener with IAM"):
        up.deploy(cloud, whole, lambda *_: None)


def test_a_smaller_profile_than_what_is_there_is_refused(whole, monkeypatch):
    """Its stacks would be changed under those that lean on them."""
    cloud, _, _ = place(monkeypatch)
    up.deploy(cloud, whole, lambda *_: None)

    with pytest.raises(RefusedError, match="connect, compute, orchestration") as refused:
        up.refuse_others(cloud, profiles.MINIMAL)
    assert "corkboard aws down" in refused.value.hint


def test_a_stack_that_is_being_taken_down_is_not_made_anew(whole, monkeypatch):
    """Somebody said yes to down; nobody to emptying a bucket for up."""
    cloud, formation, _ = place(monkeypatch)
    up.deploy(cloud, whole, lambda *_: None)
    formation.stacks["team7-lake"]["StackStatus"] = "DELETE_FAILED"

    with pytest.raises(RefusedError, match="team7-lake is DELETE_FAILED") as refused:
        up.deploy(cloud, whole, lambda *_: None)
    assert "corkboard aws down" in refused.value.hint


def test_status_counts_from_the_making(whole, monkeypatch):
    """Hours since then times the bill's price an hour."""
    cloud, _, _ = place(monkeypatch)
    up.deploy(cloud, whole, lambda *_: None)
    later = MADE_AT.fromtimestamp(MADE_AT.timestamp() + 4 * SECONDS_PER_HOUR, MADE_AT.tzinfo)
    found = running(cloud, later)
    hourly = bill.usd(bill.bill(profiles.DEFAULT, cloud.settings, prices.table()), 1)

    assert [one.stack for one in found] == list(profiles.DEFAULT.stacks)
    assert sum(one.usd for one in found) == pytest.approx(4 * hourly)


def test_another_account_is_refused():
    """By what STS says, whatever was typed."""
    with pytest.raises(RefusedError, match="of account 1, and 2 was named") as refused:
        account.agree("1", "2", None)
    assert refused.value.exit_code == 5
    assert "AWS_PROFILE" in refused.value.hint


def test_the_account_is_typed_or_given():
    """A person is asked; a script says it; nobody at all is refused."""
    account.agree("1", None, lambda _: " 1 ")
    account.agree("1", "1", None)

    with pytest.raises(RefusedError, match="nobody said"):
        account.agree("1", None, None)
    with pytest.raises(RefusedError, match="none was named"):
        account.agree("1", None, lambda _: "")


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (refusal("ExpiredToken"), PreflightError, "have expired"),
        (refusal("ExpiredTokenException"), PreflightError, "have expired"),
        (refusal("InvalidClientTokenId"), PreflightError, "does not know these"),
        (refusal("AccessDenied"), CorkboardError, "may not do this"),
        (refusal("Throttling"), UnavailableError, "too often"),
        (refusal("AlreadyExistsException"), CorkboardError, "AlreadyExistsException"),
        (boto.NoCredentialsError(), PreflightError, "no credentials"),
        (boto.ProfileNotFound(profile="team"), PreflightError, "team"),
        (boto.NoRegionError(), SettingsError, "no region"),
        (boto.SSOTokenLoadError(error_msg="gone"), PreflightError, "do not work"),
        (boto.EndpointConnectionError(endpoint_url="x"), UnavailableError, "does not answer"),
    ],
)
def test_what_aws_refuses_names_the_next_step(error, kind, words):
    """In our words, with what to do."""
    with pytest.raises(kind, match=words) as raised, answering():
        raise error
    assert raised.value.hint


def test_a_missing_region_is_named_before_anything_is_asked(monkeypatch):
    """boto3 would say it at the first call, of one service."""
    monkeypatch.setenv("CORKBOARD_AWS__REGION", "")

    with pytest.raises(SettingsError, match="region is empty") as raised:
        settings_for(profiles.MINIMAL)
    assert "CORKBOARD_AWS__REGION" in raised.value.hint


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
