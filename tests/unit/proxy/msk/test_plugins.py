"""Custom plugins, as boto3 asks for them."""

from __future__ import annotations

import contextlib
import io
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from corkboard_proxy.msk.errors import BadRequestError
from corkboard_proxy.msk.files import LoadError, require_code

LOCATION = {"s3Location": {"bucketArn": "arn:aws:s3:::plugins", "fileKey": "my sink+1.zip"}}


def _archive(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return content.getvalue()


@pytest.fixture
def create(api):
    """Return what creates a plugin of a zip that is there, and waits for its end."""

    def make(name="sink", *, wait=True, content=None, **parts):
        api.objects["my%20sink%2B1.zip"] = api.objects["my sink+1.zip"] = content or _archive("lib/a.jar")
        client = api.client()
        made = client.create_custom_plugin(
            **{"name": name, "contentType": "ZIP", "location": LOCATION, **parts}
        )
        return _ended(client, made["customPluginArn"]) if wait else made

    return make


def _ended(client, arn):
    deadline = time.monotonic() + 20
    while (found := client.describe_custom_plugin(customPluginArn=arn))["customPluginState"] == "CREATING":
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    return found


def test_a_zip_in_s3_becomes_a_plugin_once_the_worker_has_started_with_it(api, create):
    """CREATING until then."""
    api.released.clear()
    made = create(description="a sink", wait=False)
    meanwhile = api.client().describe_custom_plugin(customPluginArn=made["customPluginArn"])
    api.released.set()

    found = _ended(api.client(), made["customPluginArn"])

    latest = found["latestRevision"]
    assert [one["customPluginState"] for one in (made, meanwhile, found)] == [
        "CREATING",
        "CREATING",
        "ACTIVE",
    ]
    assert made["customPluginArn"].startswith(
        "arn:aws:kafkaconnect:us-east-1:000000000000:custom-plugin/sink/"
    )
    assert (made["revision"], latest["revision"], latest["location"]) == (1, 1, LOCATION)
    assert latest["fileDescription"]["fileSize"] == len(_archive("lib/a.jar"))
    assert len(api.starts) == len(api.starts[0]) == 1


def test_a_plugin_is_known_after_a_restart_and_one_that_was_loading_is_loaded(stand, serve):
    """By the same ARN."""
    stand.objects["a.zip"] = _archive("lib/a.jar")
    place = {"s3Location": {"bucketArn": "arn:aws:s3:::plugins", "fileKey": "a.zip"}}
    with serve():
        stand.released.clear()
        made = stand.client().create_custom_plugin(name="sink", contentType="ZIP", location=place)
    stand.released.set()
    with serve():
        found = _ended(stand.client(), made["customPluginArn"])

    assert (found["name"], found["customPluginState"]) == ("sink", "ACTIVE")


def test_a_plugin_that_the_worker_does_not_start_with_fails_and_is_taken_away(api, create):
    """The worker starts again without it; the reason is told."""
    api.faults.append(LoadError("it ended by itself", is_harmless=False))

    found = create()

    assert found["customPluginState"] == "CREATE_FAILED"
    assert found["stateDescription"]["message"] == "it ended by itself"
    assert [len(there) for there in api.starts] == [1, 0]


def test_a_plugin_that_cannot_be_unpacked_fails_and_the_worker_is_left_alone(api, create):
    """No second start."""
    api.faults.append(LoadError("it is too large", is_harmless=True))

    assert create()["customPluginState"] == "CREATE_FAILED"
    assert len(api.starts) == 1


def test_a_plugin_that_cannot_be_put_before_the_worker_fails(api, create):
    """And is not CREATING for ever."""
    (api.home / ".corkboard" / "default" / "msk").mkdir(parents=True)
    (api.home / ".corkboard" / "default" / "msk" / "plugins").write_text("a file")

    found = create()

    assert found["customPluginState"] == "CREATE_FAILED"
    assert "cannot be given to the worker" in found["stateDescription"]["message"]
    assert api.starts == []


def test_what_a_killed_process_had_begun_to_fetch_is_removed(stand, serve):
    """Nobody knows of it any more."""
    left = stand.home / ".corkboard" / "default" / "msk" / "staged" / "half-1234.zip"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    with serve():
        stand.client().list_custom_plugins()

    assert not left.exists()


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_a_spoiled_archive_is_taken_or_refused(changes):
    """Nothing but BadRequestException comes of it."""
    content = bytearray(_archive("lib/ä.jar", "META-INF/x"))
    for place, value in changes:
        content[place % len(content)] = value
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.zip"
        file.write_bytes(content)
        with contextlib.suppress(BadRequestError):
            require_code(file, "ZIP")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"content": b"no zip"}, "the file is no ZIP"),
        ({"content": _archive("README.md")}, r"no \.jar or \.class in it"),
        ({"content": _archive("lib/a.jar"), "contentType": "JAR"}, r"no \.class in it"),
        (
            {"location": {"s3Location": {**LOCATION["s3Location"], "fileKey": "no.zip"}}},
            "404 for s3://plugins/no.zip",
        ),
        (
            {"location": {"s3Location": {**LOCATION["s3Location"], "bucketArn": "plugins"}}},
            "arn:aws:s3:::NAME",
        ),
        (
            {"location": {"s3Location": {**LOCATION["s3Location"], "objectVersion": "1"}}},
            "leave objectVersion out",
        ),
        ({"contentType": "TAR"}, "known: JAR, ZIP"),
        ({"name": "n" * 129}, "129, the most is 128"),
    ],
)
def test_what_can_be_no_plugin_is_refused_with_the_reason(api, create, parts, words):
    """400, and nothing is kept."""
    with pytest.raises(api.client().exceptions.BadRequestException, match=words):
        create(**parts)

    assert api.client().list_custom_plugins()["customPlugins"] == []
    assert api.starts == []


def test_a_name_is_taken_once_and_free_again_after_the_end(api, create):
    """ConflictException; a plugin that is deleted is not found any more."""
    arn, client = create()["customPluginArn"], api.client()
    with pytest.raises(client.exceptions.ConflictException, match="there is a custom plugin sink"):
        create()

    assert client.delete_custom_plugin(customPluginArn=arn)["customPluginState"] == "DELETING"

    with pytest.raises(client.exceptions.NotFoundException):
        client.describe_custom_plugin(customPluginArn=arn)
    assert create()["customPluginState"] == "ACTIVE"
    assert [len(there) for there in api.starts] == [1, 1]


def test_plugins_are_listed_by_pages_in_the_order_of_names(api, create):
    """With a prefix, too; a token that is none of ours is refused."""
    for name in ("b", "a", "other", "c"):
        create(name)
    client = api.client()
    pages = client.get_paginator("list_custom_plugins").paginate(PaginationConfig={"PageSize": 3})

    assert [[one["name"] for one in page["customPlugins"]] for page in pages] == [["a", "b", "c"], ["other"]]
    assert [one["name"] for one in client.list_custom_plugins(namePrefix="o")["customPlugins"]] == ["other"]
    with pytest.raises(ClientError, match="nextToken"):
        client.list_custom_plugins(nextToken="%%%")


def test_a_plugin_that_a_connector_uses_goes_after_it(api, create, asked):
    """And one that is not ACTIVE is used by none."""
    arn, client = create()["customPluginArn"], api.client()
    plugins = [{"customPlugin": {"customPluginArn": arn, "revision": 1}}]
    api.faults.append(LoadError("broken", is_harmless=True))
    failed = [{"customPlugin": {"customPluginArn": create("bad")["customPluginArn"], "revision": 1}}]
    connector = client.create_connector(**asked(plugins=plugins))["connectorArn"]

    with pytest.raises(client.exceptions.BadRequestException, match="is CREATE_FAILED; wait"):
        client.create_connector(**asked(connectorName="other", plugins=failed))
    with pytest.raises(client.exceptions.BadRequestException, match="used by connector mine"):
        client.delete_custom_plugin(customPluginArn=arn)
    client.delete_connector(connectorArn=connector)
    client.delete_custom_plugin(customPluginArn=arn)
