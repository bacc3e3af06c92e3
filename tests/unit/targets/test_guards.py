"""What target aws refuses, and what it asks of connections."""

from __future__ import annotations

import ssl

import pytest

from corkboard import clients
from corkboard.errors import SettingsError
from corkboard.settings import load
from corkboard.targets import guards

MASTER = "secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-x#password"


@pytest.fixture(autouse=True)
def _right_account(answers, on_aws):
    """Whose account it is, is another file's."""
    stub = answers("sts", on_aws().aws)
    told = {"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/x", "UserId": "x"}
    stub.add_response("get_caller_identity", told)
    yield
    stub._queue.clear()


def test_kafka_without_tls_is_refused(on_aws):
    """What MSK would refuse too, after a minute and without a word."""
    settings = on_aws(kafka={"bootstrap_servers": "b-1:9092"})
    plain = type(settings.kafka).model_construct(**{**dict(settings.kafka), "security": "plaintext"})

    with pytest.raises(SettingsError, match="PLAINTEXT") as refusal:
        clients.kafka_producer(settings.model_copy(update={"kafka": plain}))

    assert "TLS" in refusal.value.hint


def test_stand_ins_speak_plaintext(tmp_path):
    """On loopback alone."""
    assert (
        guards.kafka_conf(load({"home": tmp_path}, environ={}), {})["bootstrap.servers"] == "127.0.0.1:9092"
    )


@pytest.mark.parametrize("key", ["password", "admin_password"])
def test_a_literal_password_is_refused(on_aws, key):
    """And not repeated in the refusal."""
    with pytest.raises(SettingsError, match=f"database.{key} must be env:NAME") as refusal:
        on_aws(database={key: "hunter2"})

    assert "hunter2" not in str(refusal.value)


def test_keys_in_the_settings_are_refused(on_aws):
    """A profile or a role has them."""
    with pytest.raises(SettingsError, match=r"aws.access_key_id must be empty"):
        on_aws(aws={"access_key_id": "env:KEY", "secret_access_key": "env:SECRET"})


@pytest.mark.parametrize("reference", ["env:WORD", "file:word", MASTER])
def test_references_are_taken_and_followed_only_when_used(on_aws, reference):
    """Nothing is asked while settings are read."""
    assert on_aws(database={"password": reference}).database.password.get_secret_value() == reference


def test_a_secret_of_secrets_manager_is_one_key_of_its_json(on_aws, answers):
    """As RDS keeps its administrator's."""
    settings = on_aws(database={"admin_password": MASTER})
    answers("secretsmanager", settings.aws).add_response(
        "get_secret_value",
        {"SecretString": '{"username": "admin", "password": "from AWS"}'},
        {"SecretId": MASTER.removeprefix("secretsmanager:").removesuffix("#password")},
    )

    assert guards.reveal(settings, settings.database.admin_password) == "from AWS"


def test_a_secret_without_that_key_is_named(on_aws, answers):
    """The name may be shown, the content not."""
    settings = on_aws(database={"admin_password": "secretsmanager:mine#word"})
    answers("secretsmanager", settings.aws).add_response(
        "get_secret_value", {"SecretString": '{"password": "p"}'}
    )

    with pytest.raises(SettingsError, match="mine has no key word"):
        guards.reveal(settings, settings.database.admin_password)


def test_a_stand_in_has_no_secrets_manager(tmp_path):
    """A reference to it would otherwise be taken for a password."""
    settings = load({"home": tmp_path, "database": {"password": "secretsmanager:x#y"}}, environ={})

    with pytest.raises(SettingsError, match="known to AWS alone"):
        guards.reveal(settings, settings.database.password)


def test_the_database_on_aws_is_asked_for_tls_and_its_certificate_looked_at(on_aws):
    """Its name too."""
    context = guards.tls(on_aws())["ssl"]

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert guards.tls(load(environ={})) == {}


def test_a_bundle_that_is_none_is_named(on_aws, tmp_path):
    """By the setting that names it."""
    (tmp_path / "bundle").write_text("nothing")

    for bundle in ("bundle", "absent"):
        with pytest.raises(SettingsError, match=r"database.ca_file .* holds no certificates"):
            guards.tls(on_aws(database={"ca_file": tmp_path / bundle}))


@pytest.mark.parametrize(
    ("opened", "setting"),
    [
        (clients.database, "database.host"),
        (clients.kafka_producer, "kafka.bootstrap_servers"),
        (lambda settings: settings.gateway.topic_url("a"), "gateway.url"),
    ],
)
def test_an_address_that_was_never_pulled_is_named(on_aws, opened, setting):
    """Instead of one of this machine, where a stack may run."""
    with pytest.raises(SettingsError, match=f"{setting} is not known") as refusal:
        opened(on_aws())

    assert "corkboard target pull aws" in refusal.value.hint
