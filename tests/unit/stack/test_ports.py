"""Ports: kept, chosen, and who holds a taken one."""

from __future__ import annotations

import os
import socket

import pytest

from corkboard.errors import PreflightError
from corkboard.stack import ports


@pytest.fixture
def taken():
    """Return a port on which this process listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_with_a_listener_is_not_free(taken):
    """What is held cannot be taken."""
    assert not ports.is_free(taken)


def test_the_holder_is_named_with_its_pid(taken):
    """The person learns whom to end."""
    assert ports.holder(taken).pid == os.getpid()


def test_another_stack_keeps_its_ports_where_they_are_free(taken):
    """Addresses stay the same over down and up, unless somebody took them."""
    first = ports.choose(is_default=False, before={})

    again = ports.choose(is_default=False, before={**first, "mysql": taken})

    assert {**again, "mysql": 0} == {**first, "mysql": 0}
    assert again["mysql"] != taken
    assert len(set(again.values())) == len(again)


def test_the_default_stack_refuses_a_taken_port_and_says_who_holds_it(taken):
    """The conventional ports are what users' scripts have written down."""
    with pytest.raises(PreflightError, match=rf"port {taken} for kafka is taken by .* \(pid {os.getpid()}\)"):
        ports.choose(
            is_default=True, before={**dict.fromkeys(ports.CONVENTIONAL, 0), **_free(), "kafka": taken}
        )


@pytest.mark.parametrize("name", ports.YIELDING)
def test_a_port_of_what_few_ask_for_yields_to_who_holds_it(taken, name):
    """Who never starts Airflow is not kept from working by whatever listens on 8081."""
    before = {**dict.fromkeys(ports.CONVENTIONAL, 0), **_free(), name: taken}

    chosen = ports.choose(is_default=True, before=before)

    assert chosen[name] not in (0, taken)
    assert len(set(chosen.values())) == len(chosen)


def _free() -> dict[str, int]:
    return ports.choose(is_default=False, before={})
