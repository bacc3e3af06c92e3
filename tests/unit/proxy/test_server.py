"""Ports, and what the command says when it cannot start."""

from __future__ import annotations

import asyncio
import socket

import pytest
from typer.testing import CliRunner

from corkboard.errors import CorkboardError, PreflightError, SettingsError
from corkboard.settings import load
from corkboard_proxy.__main__ import app
from corkboard_proxy.application import Api, Application
from corkboard_proxy.gateway.definition import Definition
from corkboard_proxy.options import options_from
from corkboard_proxy.server import listen


def test_a_taken_port_is_named():
    """The operator reads which, and for what."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PreflightError, match=f"port {port} .the gateway. cannot be opened"):
            listen(port, "the gateway")


def test_only_this_machine_is_listened_on():
    """Loopback, unless a container's start says otherwise."""
    with listen(0, "a test") as listener, listen(0, "a test", "0.0.0.0") as everywhere:  # noqa: S104 - the rule
        assert listener.getsockname()[0] == "127.0.0.1"
        assert everywhere.getsockname()[0] == "0.0.0.0"  # noqa: S104


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ("client.security.protocol=SASL_SSL\nclient.sasl.mechanism=AWS_MSK_IAM\n", "AWS_MSK_IAM"),
    ],
    ids=["missing", "iam"],
)
def test_a_start_that_cannot_be_is_an_error_of_ours(tmp_path, content, words):
    """It carries its exit code; no trace of the inside."""
    config = tmp_path / "kafka-rest.properties"
    if content:
        config.write_text(content)

    result = CliRunner().invoke(app, ["--config", str(config)])

    assert isinstance(result.exception, CorkboardError)
    assert words in str(result.exception)


def test_an_option_that_librdkafka_refuses_is_an_error_of_ours(tmp_path):
    """With librdkafka's own words."""
    settings = load({"home": tmp_path}, environ={})
    options = options_from(settings, {"producer.linger.ms": "soon"})

    async def run():
        Application(settings, options, Api(Definition()))

    with pytest.raises(SettingsError, match="the producer's options are refused: Invalid value"):
        asyncio.run(run())
