"""The API on AWS is the one that the gateway here executes."""

from __future__ import annotations

import copy
import json

import pytest

from corkboard.errors import SettingsError
from corkboard_infra import definition
from corkboard_infra.definition import INTEGRATION
from corkboard_infra.rules.reading import every
from corkboard_proxy.__main__ import OWN_DEFINITION
from corkboard_proxy.application import read_definition

ANY = "x-amazon-apigateway-any-method"
PSEUDO = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "000000000000"}


def filled(value):
    """Return a template's value as CloudFormation fills it in, in us-east-1 and an account of zeros."""
    if isinstance(value, list):
        return [filled(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value and value["Ref"] in PSEUDO:
        return PSEUDO[value["Ref"]]
    if "Fn::Join" in value:
        glue, parts = value["Fn::Join"]
        return glue.join(filled(part) for part in parts)
    return {key: filled(one) for key, one in value.items()}


def body(templates):
    """Return the API's definition in templates, filled in."""
    return filled(next(every(templates, "AWS::ApiGateway::RestApi")).properties["Body"])


def test_the_emulators_api_is_the_definition_word_for_word(committed):
    """Nothing is lost on its way through the CDK."""
    assert body(committed("emulator")) == definition.read()


def test_with_a_network_only_the_way_to_the_proxy_differs(committed):
    """The integration leads through the VPC link, and keeps everything else."""
    deployed, here = body(committed("default")), definition.read()
    integration = deployed["paths"]["/topics/{proxy+}"][ANY][INTEGRATION]

    assert integration.pop("connectionType") == "VPC_LINK"
    assert integration.pop("connectionId") == "${stageVariables.vpcLink}"
    assert deployed == here


@pytest.mark.parametrize("profile", ["default", "minimal", "serverless", "emulator"])
def test_the_gateway_here_takes_what_is_deployed(committed, tmp_path, profile):
    """And reads the same routes from it, the one to Kafka where there is Kafka."""
    exported = tmp_path / "api.json"
    exported.write_text(json.dumps(body(committed(profile))))
    deployed = {(route.method, route.path) for route in read_definition(exported).routes}
    here = {(route.method, route.path) for route in read_definition(OWN_DEFINITION).routes}

    assert deployed == {
        route for route in here if profile in ("default", "emulator") or "topics" not in route[1]
    }


@pytest.mark.parametrize("profile", ["minimal", "serverless"])
def test_without_kafka_there_is_no_route_to_it(committed, profile):
    """A route that leads nowhere would answer 500."""
    deployed, here = body(committed(profile)), definition.read()
    del here["paths"]["/topics/{proxy+}"]

    assert deployed == here


def test_the_stage_has_every_variable_of_its_definition(committed):
    """One that is missing leaves a part of an address empty."""
    for profile in ("default", "minimal", "serverless", "emulator"):
        templates = committed(profile)
        stage = next(every(templates, "AWS::ApiGateway::Stage"))
        used = {part.split("}")[0] for part in json.dumps(body(templates)).split("${stageVariables.")[1:]}

        assert used == set(stage.properties["Variables"]), profile


def test_another_definition_is_another_deployment(made, monkeypatch):
    """API Gateway serves a deployment: the same name would go on serving the old definition."""
    changed = copy.deepcopy(definition.read())
    changed["paths"]["/streams"]["get"][INTEGRATION]["requestTemplates"]["application/json"] = '{"Limit": 5}'
    before = next(every(made("minimal"), "AWS::ApiGateway::Deployment")).logical_id
    monkeypatch.setattr(definition, "read", lambda: changed)
    after = next(every(made("minimal", clients="203.0.113.7/32"), "AWS::ApiGateway::Deployment")).logical_id

    assert before != after


def test_other_callers_are_another_deployment(made):
    """A policy is served with a deployment, too."""
    names = {
        next(every(made("minimal", clients=clients), "AWS::ApiGateway::Deployment")).logical_id
        for clients in ("203.0.113.7/32", "203.0.113.8/32")
    }

    assert len(names) == 2


def test_an_arn_of_another_partition_is_whole():
    """China's and the government's regions have their own."""
    there = definition.Place("aws-cn", "cn-north-1", "999")

    assert definition.placed("arn:aws:iam::000000000000:role/x", there) == "arn:aws-cn:iam::999:role/x"
    assert definition.placed({"a": ["no arn in us-east-1"]}, there) == {"a": ["no arn in us-east-1"]}


@pytest.mark.parametrize(
    ("path", "method", "change", "word"),
    [
        ("/streams/{stream-name}", "get", lambda one: one.pop("parameters"), "stream-name"),
        ("/streams", "get", lambda one: one[INTEGRATION].pop("credentials"), "credentials"),
        ("/streams", "get", lambda one: one[INTEGRATION].pop("uri"), "uri"),
        ("/streams", "get", lambda one: one.pop(INTEGRATION), "integration"),
    ],
)
def test_a_definition_that_cannot_work_is_refused_by_its_route(path, method, change, word):
    """Before anything is synthesised."""
    document = copy.deepcopy(definition.read())
    change(document["paths"][path][method])

    with pytest.raises(SettingsError, match=f"{method} {path}.*{word}"):
        definition.check(document)
