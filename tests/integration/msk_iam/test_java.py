"""Java clients sign in with AWS' own library and the client.properties that users of MSK write."""

from __future__ import annotations

import os
import subprocess

import pytest

from corkboard.cli import client
from corkboard.kafka import signing
from corkboard.settings import load
from corkboard.stack.msk_iam import plugin
from corkboard.stack.parts import Parts
from corkboard_connect.toolchain import Toolchain

BY_HAND = """security.protocol=SASL_SSL
sasl.mechanism=AWS_MSK_IAM
sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required;
sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler
"""


def run(settings, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of Kafka's tools as ``corkboard client`` does."""
    return subprocess.run(
        client.command_of(settings, tool, list(arguments)),
        env={**os.environ, **signing.key_environment(settings)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_generated_properties_are_those_that_users_of_msk_write(broker):
    """Line for line, besides the brokers' addresses."""
    written = "".join(f"{name}={value}\n" for name, value in broker.settings.kafka.java_conf().items())

    assert written == f"bootstrap.servers={broker.settings.kafka.bootstrap_servers}\n{BY_HAND}"


def test_kafkas_tools_sign_in(broker, tmp_path):
    """With a file that was written by hand."""
    properties = tmp_path / "client.properties"
    properties.write_text(BY_HAND)
    topic = f"{broker.settings.prefix}.geo"
    make = ("--create", "--if-not-exists", "--topic", topic, "--partitions", "1", "--replication-factor", "1")

    done = run(broker.settings, "kafka-topics", "--command-config", str(properties), *make)

    assert done.returncode == 0, done.stdout + done.stderr
    assert topic in done.stdout


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"secret_access_key": "another"}, "Access denied: the signature does not match"),
        ({"region": "eu-west-1"}, "Access denied: signed for region eu-west-1"),
    ],
)
def test_a_refusal_reaches_the_tool(broker, changes, reason):
    """In the exception's own words."""
    done = run(broker.changed(**changes), "kafka-topics", "--list")

    assert done.returncode == 1
    assert reason in done.stdout + done.stderr


def test_the_plugins_own_tests_pass(tmp_path):
    """Signatures, requests, keys; compiled with every warning an error, as for the sink."""
    parts = Parts(load().cache)
    junit = parts.jar_set("junit")
    if junit.missing() or parts.jar_set("compiler").missing():
        pytest.skip("JUnit is missing: run 'corkboard setup --tests'")
    jars = tuple(plugin.needs(parts))
    compiler = next(parts.jar_set("compiler").folder.glob("ecj-*.jar"))
    chain = Toolchain(parts.java_home() / "bin" / "java", compiler, jars)
    classes, tests, jar = tmp_path / "classes", tmp_path / "tests", junit.folder / junit.jars[0].file_name
    sources = plugin.sources()

    chain.compile(sorted(sources.rglob("*.java")), into=classes)
    chain.compile(sorted((sources.parent / "test").rglob("*.java")), into=tests, beside=[classes, jar])

    assert "tests successful" in chain.run_tests(tests, junit=jar, beside=[classes])
