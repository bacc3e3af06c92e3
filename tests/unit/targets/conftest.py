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


class Answers:
    """AWS' services, each stubbed by botocore's own stubber, or doubled by what ``given`` names."""

    def __init__(self, opened):
        self.stubs, self.given, self._opened = {}, {}, opened

    def __call__(self, service, section):
        """Return the stub of a service: ``answers("sts", section).add_response(...)``."""
        if service not in self.stubs:
            self.stubs[service] = Stubber(self._opened(section, service))
            self.stubs[service].activate()
        return self.stubs[service]

    def client(self, section, service, **config):
        """Stand in for ``opening.client``."""
        del config
        return self.given.get(service) or self(service, section).client


@pytest.fixture
def answers(monkeypatch):
    """Return AWS as this test says it; the network is never reached, and what is said must be asked for."""
    for name, value in {**KEYS, "AWS_EC2_METADATA_DISABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    opening._session.cache_clear()
    account._require.cache_clear()
    made = Answers(opening.client)
    monkeypatch.setattr(opening, "client", made.client)
    yield made
    account._require.cache_clear()
    opening._session.cache_clear()
    for stub in made.stubs.values():
        stub.assert_no_pending_responses()
