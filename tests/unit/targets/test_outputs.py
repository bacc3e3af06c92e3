"""What stacks say becomes settings; what one does not say is named."""

from __future__ import annotations

import json

import pytest

from corkboard.errors import SettingsError
from corkboard.layers import pulled_path
from corkboard.settings import load, setting_keys
from corkboard.targets import outputs
from corkboard.targets.outputs import Stack
from corkboard_infra import golden, profiles

INGEST = {"GatewayUrl": "https://x.execute-api.eu-west-1.amazonaws.com", "GatewayStage": "prod"}


def described(profile):
    """Return the outputs that the committed templates have, as settings by stack."""
    templates = {stack: json.loads(golden.path(profile.name, stack).read_text()) for stack in profile.stacks}
    return {
        stack: [one["Description"] for one in template.get("Outputs", {}).values() if "Description" in one]
        for stack, template in templates.items()
    }


@pytest.mark.parametrize("profile", profiles.PROFILES.values(), ids=lambda profile: profile.name)
def test_every_output_that_is_a_setting_is_read_from_its_stack(profile):
    """And no other is waited for."""
    settings = {key.replace("__", ".") for key in setting_keys()}
    said = {stack: {one for one in names if one in settings} for stack, names in described(profile).items()}

    assert {stack: set(outputs.STACKS.get(stack, ())) for stack in said} == said


def test_an_output_that_is_missing_is_named():
    """With its stack and its setting."""
    stacks = {"ingest": Stack("CREATE_COMPLETE", {"GatewayStage": "prod"})}

    assert outputs.lacks_of(stacks, "team7") == [
        "the stack team7-ingest has no output GatewayUrl (gateway.url)"
    ]


def test_a_stack_that_is_not_whole_is_named_once():
    """It has no outputs yet."""
    stacks = {"ingest": Stack("ROLLBACK_COMPLETE", {})}

    assert outputs.lacks_of(stacks, "team7") == ["the stack team7-ingest is ROLLBACK_COMPLETE"]


def test_what_was_written_is_what_settings_read(tmp_path):
    """Above the file, below the environment."""
    stacks = {"ingest": Stack("CREATE_COMPLETE", INGEST)}
    (tmp_path / "corkboard.toml").write_text('[targets.aws.gateway]\nurl = "https://old"\nstage = "old"\n')
    outputs.write(pulled_path(tmp_path, "aws"), outputs.values_of(stacks), {"prefix": "corkboard"})
    gateway = load({"target": "aws"}, environ={"CORKBOARD_GATEWAY__STAGE": "own"}, cwd=tmp_path).gateway

    assert gateway.url == INGEST["GatewayUrl"]
    assert gateway.stage == "own"


def test_outputs_of_another_prefix_are_none(tmp_path):
    """Names of one deployment never meet addresses of another."""
    outputs.write(pulled_path(tmp_path, "aws"), {"gateway.url": "https://old"}, {"prefix": "team7"})

    assert load({"target": "aws"}, environ={}, cwd=tmp_path).gateway.url == ""
    assert load({"target": "aws", "prefix": "team7"}, environ={}, cwd=tmp_path).gateway.url == "https://old"


def test_outputs_of_aws_say_nothing_to_the_stack_here(tmp_path):
    """Each target has its own."""
    outputs.write(pulled_path(tmp_path, "aws"), {"gateway.url": "https://old"}, {"prefix": "corkboard"})

    assert load(environ={}, cwd=tmp_path).gateway.url.startswith("http://127.0.0.1")


def test_broken_outputs_name_the_command_that_writes_them_anew(tmp_path):
    """Which for AWS is not up."""
    file = pulled_path(tmp_path, "aws")
    file.parent.mkdir()
    file.write_text("{")

    with pytest.raises(SettingsError, match="is broken") as refusal:
        load({"target": "aws"}, environ={}, cwd=tmp_path)

    assert "corkboard target pull aws" in refusal.value.hint


def test_outputs_are_private(tmp_path):
    """They say where everything is."""
    outputs.write(tmp_path / "a" / "outputs.json", {}, {})

    assert (tmp_path / "a" / "outputs.json").stat().st_mode & 0o077 == 0
