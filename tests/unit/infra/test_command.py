"""``corkboard aws``, as a person types it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from corkboard.errors import CorkboardError, PreflightError, SettingsError, UsageError
from corkboard.settings import load
from corkboard_infra import fitting, prices, profiles, rules, verified
from corkboard_infra.__main__ import app
from corkboard_infra.files import PLUGIN, placeholders


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Return a runner of the command in an empty folder; ``code`` is what the shell would see."""
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str, **variables: str):
        result = CliRunner().invoke(app, words, env=variables)
        if isinstance(result.exception, CorkboardError):
            raise result.exception
        return result

    return invoke


def test_cost_shows_hours_and_says_who_proved_it(run):
    """Before anybody types an account's number."""
    shown = run("cost", "--profile", "minimal", "--hours", "4").stdout

    assert "Kinesis shard" in shown
    assert "USD in 4 h" in shown
    assert "0.180" in shown
    assert "last verified on a real account: never" in shown


def test_cost_without_hours_is_a_month(run):
    """730 of them."""
    told = json.loads(run("cost", "--json").stdout)

    assert told["hours"] == prices.HOURS_PER_MONTH
    assert told["usd"] == pytest.approx(told["usd_per_hour"] * prices.HOURS_PER_MONTH)
    assert {line["stack"] for line in told["lines"]} <= set(profiles.DEFAULT.stacks)


def test_cost_of_less_than_no_time_is_refused(run):
    """By the option's name."""
    result = run("cost", "--hours", "-1")

    assert result.exit_code == 2
    assert "--hours" in result.stderr


def test_plan_shows_each_stack_and_what_to_do_next(made, run):
    """What is asked for, what it costs, and who may call."""
    made("minimal")  # skips where there is no CDK
    shown = run("plan", "--profile", "default").stdout

    assert all(stack in shown for stack in profiles.DEFAULT.stacks)
    assert "Brokers" in shown
    assert f"{len(rules.RULES)} rules hold" in shown
    assert "nobody may call the API" in shown
    assert "choose --prefix" in shown
    assert profiles.DEFAULT.gap in shown
    assert verified.sentence("default") in shown


def test_plan_follows_the_settings(made, run):
    """Another prefix, more shards: the stack here and there are one."""
    made("minimal")
    variables = {"CORKBOARD_PREFIX": "team7", "CORKBOARD_KINESIS__SHARDS": "2"}
    told = json.loads(run("plan", "--profile", "minimal", "--json", **variables).stdout)
    ingest = next(stack for stack in told["stacks"] if stack["name"] == "ingest")

    assert told["prefix"] == "team7"
    assert ingest["usd_per_hour"] == pytest.approx(6 * prices.table()["shard"].usd)


def test_a_plan_that_breaks_a_rule_is_refused_by_its_words(made, run):
    """Settings that work here may be a trap there."""
    made("minimal")

    with pytest.raises(CorkboardError, match="kafka: few tasks: connect/Sink has more than 3 tasks"):
        run("plan", CORKBOARD_CONNECT__TASKS_MAX="8")


def test_synth_writes_what_the_cdk_deploys(made, run, tmp_path):
    """An assembly with each stack's template and the files to upload."""
    made("minimal")
    files, out = tmp_path / "files", tmp_path / "assembly"
    files.mkdir()
    placeholders(files)
    options = ["--clients", "203.0.113.7", "--files", str(files), "--out", str(out)]
    run("synth", "--profile", "minimal", *options)
    manifest = json.loads((out / "manifest.json").read_text())
    stacks = [one for one in manifest["artifacts"].values() if one["type"] == "aws:cloudformation:stack"]
    api = json.loads((out / "ingest.template.json").read_text())["Resources"]["Api"]["Properties"]

    assert {one["properties"]["stackName"] for one in stacks} == {"corkboard-lake", "corkboard-ingest"}
    assert {one["environment"] for one in stacks} == {"aws://unknown-account/unknown-region"}
    assert "203.0.113.7/32" in json.dumps(api["Policy"])


def test_synth_without_files_names_the_command_that_builds_them(run, tmp_path):
    """Nothing is deployed with placeholders."""
    options = ["--clients", "203.0.113.7", "--files", str(tmp_path), "--out", str(tmp_path / "out")]

    with pytest.raises(PreflightError, match=PLUGIN):
        run("synth", *options)


def test_synth_needs_to_know_who_may_call(run, tmp_path):
    """An API that nobody may call, and one that all may, are both mistakes."""
    result = run("synth", "--files", str(tmp_path), "--out", str(tmp_path))

    assert result.exit_code == 2
    assert "--clients" in result.stderr


def test_an_unknown_profile_is_refused(run):
    """With those there are."""
    with pytest.raises(UsageError, match="no profile big"):
        run("cost", "--profile", "big")


def test_a_missing_region_is_named_before_anything_is_asked(run):
    """boto3 would say it at the first call, of one service."""
    with pytest.raises(SettingsError, match=r"aws\.region is not set"):
        run("status", CORKBOARD_AWS__REGION="")


def test_an_endpoint_is_refused(run):
    """AWS has none: it would be an emulator's."""
    with pytest.raises(SettingsError, match="endpoint_url must be empty"):
        run("cost", CORKBOARD_AWS__ENDPOINT_URL="http://127.0.0.1:4566")


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"prefix": "7team"}, "prefix 7team"),
        ({"prefix": "team-"}, "prefix team-"),
        ({"prefix": "a--b"}, "prefix a--b"),
        ({"database": {"name": "my data"}}, "database.name"),
        ({"database": {"admin_user": "a-very-long-administrator"}}, "database.admin_user"),
    ],
)
def test_names_that_aws_refuses_are_refused_first(changed, word):
    """They are fine on this machine."""
    with pytest.raises(SettingsError, match=word):
        fitting.check(load({"target": "aws", **changed}, environ={}))


def test_the_defaults_fit():
    """So do those of everybody who changed nothing."""
    fitting.check(load({"target": "aws"}, environ={}))
