"""The committed templates are what the app makes today."""

from __future__ import annotations

import difflib

import pytest

from corkboard_infra import golden, profiles

SHOWN_LINES = 60


@pytest.mark.parametrize("profile", profiles.PROFILES)
def test_the_committed_templates_are_those_of_the_app(made, profile):
    """Whoever changes a stack sees in the review what becomes of it."""
    for stack, template in made(profile).items():
        path = golden.path(profile, stack)
        kept = path.read_text() if path.exists() else ""
        now = golden.normal(template)
        lines = list(difflib.unified_diff(kept.splitlines(), now.splitlines(), "committed", "made now", n=2))

        assert kept == now, "\n".join(
            [f"{profile}/{stack}: if this is meant, run {golden.RENEW} and commit", *lines[:SHOWN_LINES]]
        )


@pytest.mark.parametrize("profile", profiles.PROFILES.values(), ids=lambda profile: profile.name)
def test_no_template_is_left_of_a_stack_that_went(profile):
    """One file a stack, in a folder a profile."""
    kept = {path.stem for path in (golden.FOLDER / profile.name).iterdir()}

    assert kept == set(profile.stacks)
    assert {path.name for path in golden.FOLDER.iterdir()} == set(profiles.PROFILES)


def test_the_content_of_files_changes_no_committed_template():
    """Another wheel is no other infrastructure."""
    one, other = ({"Resources": {"A": {"Key": f"{digit * 64}.zip"}}} for digit in "ab")

    assert golden.normal(one) == golden.normal(other)
    assert "<asset>.zip" in golden.normal(one)
