"""Settings of target aws, and AWS' answers as botocore's own stubber gives them."""

from __future__ import annotations

import pytest
from botocore.stub import Stubber

from corkboard.settings import load
from corkboard.targets import account, opening

ACCOUNT = "111122223333"
KEYS = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "a-secret"}


@pytest.fixture
def on_aws(tmp_path):
    """Return a factory of settings of target aws: ``on_aws(database={"host": "db"})``."""

    def make(**sections):
        aws = {"region": "eu-west-1", "expected_account": ACCOUNT, **sections.pop("aws", {})}
        return load({"target": "aws", "home": tmp_path, "aws": aws, **sections}, environ={})

    return make


@pytest.fixture
def answers(monkeypatch):
    """Return stubbed services by name: ``answers("sts").add_response(...)``; the network is never reached."""
    for name, value in {**KEYS, "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    opening._session.cache_clear()
    account._require.cache_clear()
    made = {}
    real = opening.client

    def stubbed(section, service, **config):
        if service not in made:
            made[service] = Stubber(real(section, service, **config))
            made[service].activate()
        return made[service].client

    def of(service, section):
        stubbed(section, service)
        return made[service]

    monkeypatch.setattr(opening, "client", stubbed)
    yield of
    account._require.cache_clear()
    opening._session.cache_clear()
    for stub in made.values():
        stub.assert_no_pending_responses()
