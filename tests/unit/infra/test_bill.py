"""What a deployment costs is counted from what it makes."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest

from corkboard.settings import load
from corkboard_infra import bill as bills
from corkboard_infra import prices, profiles
from corkboard_infra.rules.reading import every

# What is paid by the clock, and where a template says how many there are of it.
PAID = {
    "nat": ("AWS::EC2::NatGateway", lambda _: 1),
    "public_address": ("AWS::EC2::EIP", lambda _: 1),
    "database": ("AWS::RDS::DBInstance", lambda _: 1),
    "database_storage": ("AWS::RDS::DBInstance", lambda made: int(made["AllocatedStorage"])),
    "secret": ("AWS::RDS::DBInstance", lambda made: int(made["ManageMasterUserPassword"])),
    "msk_broker": ("AWS::MSK::Cluster", lambda made: made["NumberOfBrokerNodes"]),
    "msk_storage": (
        "AWS::MSK::Cluster",
        lambda made: (
            made["NumberOfBrokerNodes"]
            * made["BrokerNodeGroupInfo"]["StorageInfo"]["EBSStorageInfo"]["VolumeSize"]
        ),
    ),
    "machine": ("AWS::EC2::Instance", lambda _: 1),
    "disk": ("AWS::EC2::Instance", lambda made: made["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"]),
    "balancer": ("AWS::ElasticLoadBalancingV2::LoadBalancer", lambda _: 1),
    "connect_mcu": (
        "AWS::KafkaConnect::Connector",
        lambda made: (
            made["Capacity"]["ProvisionedCapacity"]["McuCount"]
            * made["Capacity"]["ProvisionedCapacity"]["WorkerCount"]
        ),
    ),
    "shard": ("AWS::Kinesis::Stream", lambda made: made["ShardCount"]),
    "airflow": ("AWS::MWAA::Environment", lambda _: 1),
}
NOT_IN_TEMPLATES = {"airflow_storage"}  # AWS sizes MWAA's own database
NAMED = {
    "machine": ("AWS::EC2::Instance", "InstanceType"),
    "database": ("AWS::RDS::DBInstance", "DBInstanceClass"),
    "airflow": ("AWS::MWAA::Environment", "EnvironmentClass"),
}


def settings(**sections):
    """Return settings for AWS."""
    return load({"target": "aws", **sections}, environ={})


@pytest.mark.parametrize(
    "profile", [profiles.DEFAULT, profiles.MINIMAL, profiles.SERVERLESS], ids=lambda one: one.name
)
def test_the_bill_counts_what_the_templates_make(committed, profile):
    """A third broker in a stack is a third broker on the bill."""
    table = prices.table()
    names = {price: name for name, price in table.items()}
    billed = {names[line.price]: line.count for line in bills.bill(profile, settings(), table)}
    made = {
        name: sum(count(resource.properties) for resource in every(committed(profile.name), kind))
        for name, (kind, count) in PAID.items()
    }

    assert {name: count for name, count in billed.items() if name not in NOT_IN_TEMPLATES} == {
        name: count for name, count in made.items() if count
    }


@pytest.mark.parametrize("name", NAMED)
def test_a_price_is_that_of_the_class_that_is_made(committed, name):
    """Who takes a larger machine looks its price up."""
    kind, said = NAMED[name]
    made = next(every(committed("default"), kind)).properties[said]

    assert made in prices.table()[name].what


def test_brokers_have_the_price_of_their_type(committed):
    """As for other machines."""
    cluster = next(every(committed("default"), "AWS::MSK::Cluster"))

    assert cluster.properties["BrokerNodeGroupInfo"]["InstanceType"] in prices.table()["msk_broker"].what


def test_more_shards_cost_more():
    """The bill follows the settings."""
    table = prices.table()
    one, four = (
        bills.usd(bills.bill(profiles.MINIMAL, settings(kinesis={"shards": shards}), table), hours=1)
        for shards in (1, 4)
    )

    assert four == pytest.approx(4 * one)


def test_an_emulator_costs_nothing():
    """It runs on this machine."""
    assert bills.bill(profiles.EMULATOR, settings(), prices.table()) == []


@pytest.mark.parametrize("price", prices.table().values(), ids=lambda price: price.what)
def test_every_price_says_where_it_is_from_and_when(price):
    """A price without a source is a guess."""
    assert price.usd > 0
    assert price.source.startswith("https://aws.amazon.com/")
    assert isinstance(price.noted, date)
    assert price.per in {*prices.HOURS_OF, "million", "hour of a job"}


def test_cost_needs_neither_the_cdk_nor_a_client():
    """An environment with the base packages alone says what a deployment costs."""
    absent = ("aws_cdk", "jsii", "boto3", "botocore", "yaml", "confluent_kafka", "jgo")
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({absent!r})); sys.argv[1:] = ['cost', '--json']\n"
        "from corkboard_infra.__main__ import app; app()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["usd_per_hour"] > 0.5


def test_the_command_imports_nothing_of_it():
    """Who never deploys pays no time for it."""
    program = "import sys, corkboard.cli.app; print([name for name in sys.modules if name.startswith(('corkboard_infra', 'aws_cdk', 'jsii'))])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "[]"
