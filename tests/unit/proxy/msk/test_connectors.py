"""Connectors, as boto3 asks for them."""

from __future__ import annotations

import base64

import pytest

from corkboard_proxy.msk.connectors import state_of


@pytest.fixture
def client(api):
    return api.client()


@pytest.mark.parametrize(
    ("states", "is_new", "expected"),
    [
        (("UNASSIGNED",), True, "CREATING"),
        (("RUNNING",), True, "CREATING"),
        (("RUNNING", "UNASSIGNED"), False, "UPDATING"),
        (("RUNNING", "RUNNING", "RUNNING"), True, "RUNNING"),
        (("RUNNING", "RUNNING", "FAILED"), False, "FAILED"),
        (("FAILED",), True, "FAILED"),
        (("PAUSED", "PAUSED"), True, "PAUSED"),
        (("RUNNING", "RESTARTING"), True, "RESTARTING"),
    ],
)
def test_connects_states_become_msk_connects(states, is_new, expected):
    """The connector's own first, then its tasks'."""
    assert state_of(states, is_new=is_new) == expected


def test_a_connector_is_started_on_the_worker_and_described_as_it_was_asked_for(api, client, asked):
    """With MSK Connect's own worker configuration below its configuration."""
    made = client.create_connector(**asked(connectorDescription="mine"))

    found = client.describe_connector(connectorArn=made["connectorArn"])

    strings = "org.apache.kafka.connect.storage.StringConverter"
    assert (made["connectorState"], found["connectorState"]) == ("CREATING", "RUNNING")
    for name, value in asked().items():
        assert found[name] == value
    assert found["connectorDescription"] == "mine"
    assert api.worker.configs["mine"] == {
        "connector.class": "org.example.Tiny", "tasks.max": "1", "name": "mine",
        "key.converter": strings, "value.converter": strings,
    }  # fmt: skip


def test_a_connector_outlives_the_process_and_is_gone_when_it_is_deleted(stand, serve, asked):
    """Its ARN and version stay the same."""
    with serve():
        arn = stand.client().create_connector(**asked())["connectorArn"]
        before = stand.client().describe_connector(connectorArn=arn)
    with serve():
        client = stand.client()
        after = client.describe_connector(connectorArn=arn)
        deleted = client.delete_connector(connectorArn=arn, currentVersion=after["currentVersion"])
        with pytest.raises(client.exceptions.NotFoundException, match="there is no connector"):
            client.describe_connector(connectorArn=arn)

    same = ("connectorArn", "currentVersion", "creationTime")
    assert [before[name] for name in same] == [after[name] for name in same]
    assert deleted["connectorState"] == "DELETING"
    assert stand.worker.configs == {}


def test_a_failed_task_is_told_with_its_trace(api, client, asked):
    """FAILED, and why."""
    arn = client.create_connector(**asked())["connectorArn"]
    api.worker.states["mine"] = [{"state": "RUNNING"}, {"state": "FAILED", "trace": "no such bucket"}]

    found = client.describe_connector(connectorArn=arn)

    assert (found["connectorState"], found["stateDescription"]["message"]) == ("FAILED", "no such bucket")


def test_an_update_needs_the_version_and_gives_another(api, client, asked):
    """The configuration is replaced whole, as on AWS."""
    arn = client.create_connector(**asked())["connectorArn"]
    version = client.describe_connector(connectorArn=arn)["currentVersion"]
    changed = {"connector.class": "org.example.Tiny", "tasks.max": "2"}
    with pytest.raises(client.exceptions.BadRequestException, match=f"has version {version}"):
        client.update_connector(connectorArn=arn, currentVersion="K1", connectorConfiguration=changed)

    client.update_connector(connectorArn=arn, currentVersion=version, connectorConfiguration=changed)

    found = client.describe_connector(connectorArn=arn)
    assert found["connectorConfiguration"] == changed
    assert found["currentVersion"] != version
    assert api.worker.configs["mine"]["tasks.max"] == "2"


def test_what_the_worker_has_is_listed_and_what_it_lost_is_not(api, client, asked):
    """Whoever made it, and whoever removed it."""
    api.worker.configs["own-sink"] = {"connector.class": "S3", "name": "own-sink"}
    client.create_connector(**asked())
    both = client.list_connectors()["connectors"]
    del api.worker.configs["mine"]

    left = client.list_connectors()["connectors"]

    assert [one["connectorName"] for one in both] == ["mine", "own-sink"]
    assert [one["connectorArn"] for one in left] == [both[1]["connectorArn"]]
    assert client.describe_connector(connectorArn=left[0]["connectorArn"])["connectorConfiguration"]


ARN = "arn:aws:kafkaconnect:us-east-1:000000000000:custom-plugin/no/1-2"


@pytest.mark.parametrize(
    ("parts", "kind", "words"),
    [
        (
            {"connectorConfiguration": {"connector.class": "Bad"}},
            "BadRequest",
            "Failed to find any class Bad",
        ),
        ({"connectorConfiguration": {"tasks.max": "1"}}, "BadRequest", "connector.class is missing"),
        ({"connectorName": ".."}, "BadRequest", "cannot be called"),
        ({"capacity": {}}, "BadRequest", "either autoScaling or provisionedCapacity"),
        (
            {"kafkaClusterClientAuthentication": {"authenticationType": "TLS"}},
            "BadRequest",
            "known: NONE, IAM",
        ),
        ({"capacity": {"provisionedCapacity": {"mcuCount": 9, "workerCount": 1}}}, "BadRequest", "most is 8"),
        (
            {"plugins": [{"customPlugin": {"customPluginArn": ARN, "revision": 1}}]},
            "NotFound",
            "no custom plugin",
        ),
        (
            {"workerConfiguration": {"workerConfigurationArn": ARN, "revision": 1}},
            "NotFound",
            "no worker config",
        ),
    ],
)
def test_what_cannot_be_started_is_refused_with_the_reason(api, client, asked, parts, kind, words):
    """Of the exceptions that the API names, and nothing is on the worker."""
    with pytest.raises(getattr(client.exceptions, f"{kind}Exception"), match=words):
        client.create_connector(**asked(**parts))

    assert api.worker.configs == {}


def test_a_name_that_the_worker_has_is_a_conflict(client, asked):
    """ConflictException."""
    client.create_connector(**asked())

    with pytest.raises(client.exceptions.ConflictException, match="there is a connector mine"):
        client.create_connector(**asked())


def test_a_worker_that_settles_is_asked_again(api, client):
    """A rebalance is no refusal."""
    api.worker.pauses = 2

    assert client.list_connectors()["connectors"] == []
    assert api.worker.pauses == 0


def test_a_worker_configuration_is_kept_and_holds_for_the_connectors_that_name_it(api, client, asked):
    """Converters as they are, clients' properties as overrides; a connector's own win."""
    text = b"key.converter=org.example.Key\nproducer.linger.ms=5\nvalue.converter=org.example.Worker\nplugin.path=/x\n"
    content = base64.b64encode(text).decode()
    arn = client.create_worker_configuration(name="json", propertiesFileContent=content)[
        "workerConfigurationArn"
    ]
    own = {"connector.class": "org.example.Tiny", "value.converter": "org.example.Own"}
    named = {"workerConfiguration": {"workerConfigurationArn": arn, "revision": 1}}

    client.create_connector(**asked(connectorConfiguration=own, **named))

    found = client.describe_worker_configuration(workerConfigurationArn=arn)
    assert found["latestRevision"]["propertiesFileContent"] == content
    assert api.worker.configs["mine"] == {
        **own, "name": "mine", "key.converter": "org.example.Key", "producer.override.linger.ms": "5",
    }  # fmt: skip
    with pytest.raises(client.exceptions.BadRequestException, match="used by connector mine"):
        client.delete_worker_configuration(workerConfigurationArn=arn)


def test_worker_configurations_are_listed_deleted_and_read_as_base64(client):
    """ConflictException for a second of the name, BadRequestException for what is no Base64."""
    content = base64.b64encode(b"a=b").decode()
    made = client.create_worker_configuration(name="one", propertiesFileContent=content)
    with pytest.raises(client.exceptions.ConflictException):
        client.create_worker_configuration(name="one", propertiesFileContent=content)
    for content_of_none in ("key=value", "schlüssel"):
        with pytest.raises(client.exceptions.BadRequestException, match="no Base64"):
            client.create_worker_configuration(name="two", propertiesFileContent=content_of_none)

    [listed] = client.list_worker_configurations(namePrefix="o")["workerConfigurations"]
    client.delete_worker_configuration(workerConfigurationArn=listed["workerConfigurationArn"])

    assert listed["workerConfigurationArn"] == made["workerConfigurationArn"]
    assert client.list_worker_configurations()["workerConfigurations"] == []
