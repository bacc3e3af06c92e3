"""The broker without MSK's sign-in is what it was."""

from __future__ import annotations

import pytest

from corkboard.errors import CorkboardError, WaitTimeoutError
from corkboard.settings import load
from corkboard.stack.context import Context
from corkboard.stack.msk_iam import listener
from corkboard.stack.native import kafka
from corkboard.stack.parts import Parts
from corkboard.stack.ports import CONVENTIONAL


def context(tmp_path, **section):
    """Return a stack's context whose cache is empty."""
    settings = load({"home": tmp_path, "cache": tmp_path, "kafka": section}, environ={})
    return Context(settings, Parts(tmp_path), dict(CONVENTIONAL), tmp_path, tmp_path)


def test_the_plugin_is_on_the_class_path_only_where_it_is_asked_for(tmp_path):
    """So start and memory of the default stay; its archive of classes is another's too."""
    plain = kafka.component(context(tmp_path)).command
    iam = kafka.component(context(tmp_path, security="msk-iam")).command

    assert not any("iam" in word for word in plain)
    assert any(word.endswith("corkboard-iam.jar") for word in iam)
    assert any("kafka-iam-" in word for word in iam)


def test_a_policy_that_takes_too_long_ends_as_a_wait_does(tmp_path, monkeypatch):
    """Exit code 4, and no trace."""
    monkeypatch.setattr(listener, "TIMEOUT_S", 0.01)

    with pytest.raises(WaitTimeoutError, match="the deployment's policy"):
        listener.policy(context(tmp_path).settings)


def test_a_broker_that_does_not_take_access_lists_is_named(tmp_path, monkeypatch):
    """Whether the client or its wait ends first."""
    monkeypatch.setattr(listener, "TIMEOUT_S", 0.2)
    settings = context(tmp_path, bootstrap_servers="127.0.0.1:1").settings

    with pytest.raises(CorkboardError, match="access list"):
        listener.give(settings, "somebody", set())


def test_the_administrator_comes_through_the_plain_listener(tmp_path):
    """Whatever the stack's clients do."""
    own = context(tmp_path, security="msk-iam", bootstrap_servers="127.0.0.1:9098", ca_file="/a/ca.pem")

    found = listener.administrator(own).kafka.client_conf()

    assert found["bootstrap.servers"] == "127.0.0.1:9092"
    assert not {"security.protocol", "ssl.ca.location"} & set(found)
