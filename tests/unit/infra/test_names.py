"""Names on AWS are the catalogue's, so that everything that reads and writes finds them."""

from __future__ import annotations

import re

import pytest

from corkboard import catalogue
from corkboard.errors import UsageError
from corkboard.settings import load
from corkboard.stack.roles import ROLES
from corkboard_infra import callers, profiles
from corkboard_infra.rules.reading import every, joined, statements, text
from corkboard_infra.twin import ELSEWHERE, TWIN

FIXED = {"gateway.url", "gateway.stage", "aws.region", "database.host", "database.admin_user"}


def named(templates, kind, key):
    """Return the names of every resource of a kind."""
    return {one.properties[key] for one in every(templates, kind)}


def test_buckets_and_streams_are_the_catalogues(made):
    """Another prefix is another deployment beside the first."""
    own = load({"target": "aws", "prefix": "team7"}, environ={})
    templates = made("default", own)

    assert named(templates, "AWS::S3::Bucket", "BucketName") == {
        catalogue.bucket("team7"),
        catalogue.lake_bucket("team7"),
        catalogue.dags_bucket("team7"),
    }
    assert named(templates, "AWS::Kinesis::Stream", "Name") == {
        feed.stream("team7") for feed in catalogue.FEEDS
    }
    assert own.clean_table("pins").startswith(f"s3://{catalogue.lake_bucket('team7')}/")


def test_one_stream_for_all_is_made_once(made):
    """As the settings say it for the stack here."""
    own = load({"target": "aws", "kinesis": {"shared_stream": "everything", "shards": 2}}, environ={})
    streams = list(every(made("minimal", own), "AWS::Kinesis::Stream"))

    assert [(one.properties["Name"], one.properties["ShardCount"]) for one in streams] == [("everything", 2)]


def test_kafkas_rights_are_for_our_topics(committed):
    """And for no other topic of a cluster."""
    topics = {
        *catalogue.topics("corkboard"),
        catalogue.dead_letter_topic("corkboard"),
        catalogue.probe_topic("corkboard"),
    }
    granted = {
        resource.rsplit("/", 1)[1]
        for statement in statements(committed("default"))
        for resource in statement.resources
        if ":topic/" in resource
    }

    assert granted == {*topics, "__amazon_msk_connect_*"}


def test_every_stand_in_has_a_twin_that_exists(committed):
    """Learn one, know all: what plays here has its stack there."""
    templates = committed("default")

    assert set(ROLES) == {twin.stand_in for twin in TWIN} | set(ELSEWHERE)
    for twin in TWIN:
        kinds = {one.kind for one in every({twin.stack: templates[twin.stack]})}
        assert set(twin.resources) <= kinds, twin


def test_what_settings_read_is_among_the_outputs(committed):
    """An output's description is the setting's name."""
    said = {
        output["Description"]
        for template in committed("default").values()
        for output in template.get("Outputs", {}).values()
        if "Description" in output
    }

    assert said >= FIXED


def test_an_outputs_name_is_the_settings_in_one_word(committed):
    """CloudFormation takes letters and digits alone."""
    for template in committed("default").values():
        for key, output in template.get("Outputs", {}).items():
            if "Description" in output:
                assert key.lower() == re.sub(r"[._]", "", output["Description"])


@pytest.mark.parametrize("given", ["0.0.0.0/0", "128.0.0.0/1", "home", "203.0.113.7/33", "::/0", ""])
def test_callers_that_are_the_world_or_nothing_are_refused(given):
    """The API has no login."""
    with pytest.raises(UsageError, match="--clients"):
        callers.checked(given)


def test_one_address_is_a_range_of_one():
    """As API Gateway writes it."""
    assert callers.checked("203.0.113.7") == "203.0.113.7/32"


def test_an_unknown_profile_names_those_there_are():
    """The next step is in the message."""
    with pytest.raises(UsageError, match="no profile big") as refusal:
        profiles.profile_named("big")

    assert "minimal" in refusal.value.hint


def test_the_machine_asks_for_the_brokers_when_it_starts(committed):
    """No address of a broker is in a template."""
    machine = next(every(committed("default"), "AWS::EC2::Instance"))

    assert "CLUSTER_ARN=" in joined(machine.properties["UserData"]["Fn::Base64"])
    assert "bootstrap" not in text(machine.properties).lower()
