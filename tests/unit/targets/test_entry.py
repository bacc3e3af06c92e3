"""What a Spark program does before its first write on AWS."""

from __future__ import annotations

import secrets
import subprocess
import sys

import pytest

from corkboard.errors import RefusedError
from corkboard.settings import load
from corkboard.targets import entry, opening


@pytest.fixture
def profile(monkeypatch, tmp_path, on_aws):
    """Settings with a profile of a folder of the test's own, and its secret key."""
    key = secrets.token_urlsafe(12)
    written = tmp_path / "credentials"
    written.write_text(f"[work]\naws_access_key_id = one\naws_secret_access_key = {key}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(written))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    return on_aws(aws={"profile": "work"}), key


def test_another_account_is_refused_before_spark_starts(answers, on_aws):
    """Spark's own writers ask nobody."""
    settings = on_aws()
    who = {"Account": "999900001111", "Arn": "arn:aws:iam::999900001111:user/x", "UserId": "x"}
    answers("sts", settings.aws).add_response("get_caller_identity", who)

    with pytest.raises(RefusedError, match="999900001111"):
        entry.enter(settings)


def test_a_profiles_keys_are_found_by_what_knows_no_profiles(profile):
    """The JVM and deltalake read variables."""
    settings, key = profile
    variables = opening.profile_environment(settings.aws)

    assert variables == {"AWS_ACCESS_KEY_ID": "one", "AWS_SECRET_ACCESS_KEY": key, "AWS_REGION": "eu-west-1"}


def test_a_role_is_left_to_each_library(on_aws):
    """Its keys change by the hour, and each finds the new ones."""
    assert opening.profile_environment(on_aws().aws) == {}


def test_a_stack_here_starts_without_boto3(tmp_path):
    """Which takes half a second that only AWS needs."""
    program = (
        "import sys; from corkboard.settings import load; from corkboard.targets.entry import enter;"
        f"enter(load({{'home': {str(tmp_path)!r}}}, environ={{}})); print('boto3' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.strip() == "False"
    assert load(environ={}).has_stand_ins
