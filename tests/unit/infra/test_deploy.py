"""``up`` and ``status`` where no emulator can play AWS: the order of the whole, and what is refused."""

from __future__ import annotations

import pytest
from pretended import MADE_AT, Buckets, CloudFormation, cloud_of

from corkboard.errors import CorkboardError, RefusedError
from corkboard.settings import load
from corkboard_infra import archive, bill, prices, profiles
from corkboard_infra.checked import checked_templates
from corkboard_infra.deploy import assembly, up
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


def place(servers=BROKERS):
    """Return a cloud for the whole profile and the calls that it took, in order."""
    calls: list[str] = []
    formation = CloudFormation({"team7-kafka": {"KafkaClusterArn": "arn:cluster"}}, calls)
    cloud = cloud_of({"cloudformation": formation, "s3": Buckets(calls=calls), "kafka": Msk(servers)})
    return cloud, formation, calls


def test_every_template_goes_without_a_bucket_and_names_no_bootstrap(whole):
    """CloudFormation takes 51,200 bytes; nobody needs to have run ``cdk bootstrap``."""
    assert all(len(one.template) < assembly.LARGEST_TEMPLATE_BYTES for one in whole)
    assert not any("BootstrapVersion" in one.template or "cdk-hnb659fds" in one.template for one in whole)
    assert {one.short: set(one.asks) for one in whole if one.asks} == {"connect": {"Brokers"}}


def test_the_whole_is_made_in_order_with_its_files_first(whole):
    """Plugin, wheel and Airflow's files are there before who reads them; brokers are asked for.

    Nothing is asked beside the deployment's own clients, which need no ``aws.expected_account``.
    """
    cloud, formation, calls = place()
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


def test_a_parameter_that_nobody_says_keeps_its_value(whole):
    """The machine's image is a parameter that follows AWS: a newer one would be another machine."""
    cloud, formation, _ = place()
    up.deploy(cloud, whole, lambda *_: None)
    formation.stacks["team7-kafka"]["Parameters"] = [{"ParameterKey": "Image"}]
    up.deploy(cloud, whole, lambda *_: None)

    assert formation.stacks["team7-kafka"]["said"]["Parameters"] == [
        {"ParameterKey": "Image", "UsePreviousValue": True}
    ]


def test_a_cluster_without_brokers_is_named(whole):
    """MSK Connect would fail half an hour later."""
    cloud, _, _ = place(servers="")

    with pytest.raises(CorkboardError, match="arn:cluster has no listener with IAM"):
        up.deploy(cloud, whole, lambda *_: None)


def test_a_smaller_profile_than_what_is_there_is_refused(whole):
    """Its stacks would be changed under those that lean on them."""
    cloud, _, _ = place()
    up.deploy(cloud, whole, lambda *_: None)

    with pytest.raises(RefusedError, match="connect, compute, orchestration") as refused:
        up.refuse_others(cloud, profiles.MINIMAL)
    assert "corkboard aws down" in refused.value.hint


def test_a_stack_that_is_being_taken_down_is_not_made_anew(whole):
    """Somebody said yes to down; nobody to emptying a bucket for up."""
    cloud, formation, _ = place()
    up.deploy(cloud, whole, lambda *_: None)
    formation.stacks["team7-lake"]["StackStatus"] = "DELETE_FAILED"

    with pytest.raises(RefusedError, match="team7-lake is DELETE_FAILED") as refused:
        up.deploy(cloud, whole, lambda *_: None)
    assert "corkboard aws down" in refused.value.hint


def test_status_counts_from_the_making(whole):
    """Hours since then times the bill's price an hour."""
    cloud, _, _ = place()
    up.deploy(cloud, whole, lambda *_: None)
    later = MADE_AT.fromtimestamp(MADE_AT.timestamp() + 4 * SECONDS_PER_HOUR, MADE_AT.tzinfo)
    found = running(cloud, later)
    hourly = bill.usd(bill.bill(profiles.DEFAULT, cloud.settings, prices.table()), 1)

    assert [one.stack for one in found] == list(profiles.DEFAULT.stacks)
    assert sum(one.usd for one in found) == pytest.approx(4 * hourly)
