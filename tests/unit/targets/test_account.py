"""The account is known before anything is opened on AWS."""

from __future__ import annotations

import pytest

from corkboard import clients
from corkboard.errors import PreflightError, RefusedError, SettingsError
from corkboard.settings import load
from corkboard.targets import account


def whose(number):
    """Return what STS answers to credentials of an account."""
    return {"Account": number, "Arn": f"arn:aws:iam::{number}:user/somebody", "UserId": "somebody"}


@pytest.mark.parametrize("opened", [clients.s3, clients.kinesis, clients.kinesis_signer, clients.database])
def test_another_account_is_refused_before_anything_is_opened(on_aws, answers, opened):
    """Whoever opens it, and for whatever."""
    settings = on_aws(database={"host": "somewhere"})
    answers("sts", settings.aws).add_response("get_caller_identity", whose("999900001111"))

    with pytest.raises(RefusedError, match=r"999900001111, and 111122223333") as refusal:
        opened(settings)

    assert "aws.profile" in refusal.value.hint
    assert refusal.value.exit_code == 5


def test_the_right_account_is_asked_for_once(on_aws, answers):
    """One answer is enough for a process: a second question would find none."""
    settings = on_aws()
    answers("sts", settings.aws).add_response("get_caller_identity", whose("111122223333"))

    clients.s3(settings)
    clients.kinesis(settings)


def test_without_an_expected_account_nothing_is_opened(on_aws, answers):
    """Nobody can say afterwards that it was the wrong one."""
    del answers
    with pytest.raises(SettingsError, match="expected_account is not set") as refusal:
        clients.s3(on_aws(aws={"expected_account": ""}))

    assert "corkboard.toml" in refusal.value.hint


def test_expired_credentials_are_named_with_the_next_step(answers, on_aws):
    """A login lasts hours; other refusals are in ``test_refusals.py``."""
    section = on_aws().aws
    answers("sts", section).add_client_error("get_caller_identity", "ExpiredToken", "no", 403)

    with pytest.raises(PreflightError, match="profile work have expired") as refusal:
        account.identity(section.model_copy(update={"profile": "work"}))

    assert refusal.value.hint == "log in again: aws sso login --profile work"


def test_a_profile_that_does_not_exist_is_named(on_aws, monkeypatch, tmp_path):
    """And how it is made."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))

    with pytest.raises(SettingsError, match=r"aws\.profile nobody") as refusal:
        clients.s3(on_aws(aws={"profile": "nobody"}))

    assert "aws configure sso --profile nobody" in refusal.value.hint


def test_a_missing_region_is_named(on_aws):
    """No region is the default of an account."""
    with pytest.raises(SettingsError, match=r"aws\.region is not set") as refusal:
        clients.s3(on_aws(aws={"region": ""}))

    assert "[targets.aws.aws]" in refusal.value.hint


def test_stand_ins_are_nobodys(tmp_path, answers):
    """STS is not asked, and would have no answer."""
    del answers
    clients.s3(load({"home": tmp_path}, environ={}))
