"""Every trap is avoided, and every rule sees the mistake that it is there for."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest
from mutations import MUTATIONS

from corkboard_infra import golden, profiles, rules


@pytest.mark.parametrize("profile", profiles.PROFILES)
def test_no_profile_breaks_a_rule(committed, profile):
    """The committed templates, which another test compares with the app's."""
    assert rules.faults(committed(profile)) == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_seeded_mistake_is_caught(committed, mutation):
    """One mistake in templates that are right otherwise: just its rule speaks."""
    templates = committed("default")
    before = json.dumps(templates)
    mutation.seed(templates)

    assert json.dumps(templates) != before, "the mistake was not seeded"
    caught = {fault.split(":")[1].strip().replace(" ", "_") for fault in rules.faults(templates)}
    assert mutation.rule in caught


def test_every_rule_has_a_mistake_that_shows_it_awake():
    """A rule that nothing breaks may see nothing."""
    seeded = {mutation.rule for mutation in MUTATIONS}

    assert {rule.__name__ for rule in rules.RULES} == seeded


def test_the_names_of_rules_are_their_own():
    """Faults tell which rule spoke."""
    names = [rule.__name__ for rule in rules.RULES]

    assert len(set(names)) == len(names)


@pytest.mark.skipif(util.find_spec("cfnlint") is None, reason="cfn-lint is not installed; run make dev")
def test_cfn_lint_finds_nothing():
    """What schemas know: properties, types, references."""
    paths = sorted(str(path) for path in golden.FOLDER.rglob("*.json"))
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", "us-east-1", "--", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)

    assert done.returncode == 0, done.stdout + done.stderr
