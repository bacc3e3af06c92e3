"""The committed templates, created, changed and removed by CloudFormation on an emulator.

What it knows of the kinds of resources is enough for the profiles without a network; it refuses others by name.
"""

from __future__ import annotations

import json

import pytest

from corkboard import catalogue
from corkboard_infra import golden, profiles

PREFIX = "corkboard"
STREAMS = sorted(feed.stream(PREFIX) for feed in catalogue.FEEDS)
DEPLOYED = [profiles.MINIMAL, profiles.EMULATOR]


def text(profile, stack):
    """Return a committed template."""
    return golden.path(profile.name, stack).read_text()


@pytest.fixture(params=DEPLOYED, ids=lambda profile: profile.name)
def deployed(request, cloud):
    """Return a profile that was deployed; it is removed at the end, whatever became of it."""
    profile, cloudformation = request.param, cloud.client("cloudformation")
    try:
        for stack in profile.stacks:
            name = f"{PREFIX}-{stack}"
            cloudformation.create_stack(
                StackName=name, TemplateBody=text(profile, stack), Capabilities=["CAPABILITY_IAM"]
            )
            assert cloud.settled(name) == ("CREATE_COMPLETE", [])
        yield profile
    finally:
        remove(cloud, profile)


def remove(cloud, profile):
    """Remove a profile's stacks, the last one first."""
    cloudformation = cloud.client("cloudformation")
    for stack in reversed(profile.stacks):
        cloudformation.delete_stack(StackName=f"{PREFIX}-{stack}")
        assert cloud.settled(f"{PREFIX}-{stack}")[0] == "DELETE_COMPLETE"


def test_a_profile_is_created_as_the_names_say(cloud, deployed):
    """Streams with a day's records, private buckets, one API with its stage."""
    del deployed
    kinesis, s3 = cloud.client("kinesis"), cloud.client("s3")
    stream = kinesis.describe_stream_summary(StreamName=STREAMS[0])["StreamDescriptionSummary"]
    landing = catalogue.bucket(PREFIX)
    blocked = s3.get_public_access_block(Bucket=landing)["PublicAccessBlockConfiguration"]

    found = cloud.left()
    assert sorted(found["streams"]) == STREAMS
    assert sorted(found["buckets"]) == [catalogue.lake_bucket(PREFIX), landing]
    assert found["apis"] == [f"{PREFIX}-api"]
    assert (stream["OpenShardCount"], stream["RetentionPeriodHours"]) == (1, 24)
    assert set(blocked.values()) == {True}


def test_the_stage_serves_the_deployment_with_its_variables(cloud, deployed):
    """The role that may call Kinesis is the one that was made."""
    del deployed
    gateway = cloud.client("apigateway")
    api = gateway.get_rest_apis()["items"][0]["id"]
    stage = gateway.get_stages(restApiId=api)["item"][0]
    roles = cloud.left()["roles"]

    assert stage["stageName"] == "prod"
    assert stage["variables"]["kinesisRole"] in [f"role/{role}" for role in roles]


def test_outputs_are_what_settings_read(cloud, deployed):
    """Under the setting's name, as one word."""
    del deployed
    stacks = cloud.client("cloudformation").describe_stacks(StackName=f"{PREFIX}-ingest")["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stacks[0]["Outputs"]}

    assert outputs["GatewayStage"] == "prod"
    assert outputs["GatewayUrl"].startswith("https://")


def test_another_size_changes_what_is_there(cloud, deployed):
    """Retention is changed in place, and nothing else is made anew."""
    template = json.loads(text(deployed, "ingest"))
    template["Resources"]["PinStream"]["Properties"]["RetentionPeriodHours"] = 48
    before = cloud.left()
    cloud.client("cloudformation").update_stack(
        StackName=f"{PREFIX}-ingest", TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"]
    )
    status = cloud.settled(f"{PREFIX}-ingest")
    stream = cloud.client("kinesis").describe_stream_summary(StreamName=STREAMS[1])

    assert status == ("UPDATE_COMPLETE", [])
    assert stream["StreamDescriptionSummary"]["RetentionPeriodHours"] == 48
    assert cloud.left() == before


@pytest.mark.parametrize("profile", DEPLOYED, ids=lambda profile: profile.name)
def test_nothing_survives_destroy(cloud, profile):
    """Neither a stream nor a role, neither a bucket nor an API."""
    cloudformation = cloud.client("cloudformation")
    for stack in profile.stacks:
        cloudformation.create_stack(
            StackName=f"{PREFIX}-{stack}", TemplateBody=text(profile, stack), Capabilities=["CAPABILITY_IAM"]
        )
        cloud.settled(f"{PREFIX}-{stack}")
    assert all(cloud.left().values())

    remove(cloud, profile)

    assert cloud.left() == {"streams": [], "buckets": [], "apis": [], "roles": []}
