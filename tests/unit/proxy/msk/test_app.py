"""The whole of both APIs: answers of AWS' shapes, and refusals to what is no call."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile

import botocore.session
import pytest
import requests
from botocore.model import ListShape, MapShape, StructureShape
from hypothesis import given, settings
from hypothesis import strategies as st

from corkboard_proxy.msk.errors import BadRequestError
from corkboard_proxy.msk.operations import operations, parameters

CONNECT = [one for one in operations() if one.service_model.service_name == "kafkaconnect"]
OPERATIONS = [one for one in CONNECT if one.name.startswith(("Create", "Update"))]
SIGNED = {"authorization": "AWS4-HMAC-SHA256 Credential=any", "content-type": "application/json"}


def _strangers(shape, value, path=""):
    """Yield what an answer has and its shape has not, or has of another type."""
    if isinstance(shape, StructureShape):
        members = {one.serialization.get("name", name): one for name, one in shape.members.items()}
        for name, inner in value.items():
            if name not in members:
                yield f"{path}.{name}"
            else:
                yield from _strangers(members[name], inner, f"{path}.{name}")
    elif isinstance(shape, ListShape | MapShape):
        assert isinstance(value, list if isinstance(shape, ListShape) else dict), path
    elif not isinstance(value, {"string": str, "timestamp": str, "boolean": bool}.get(shape.type_name, int)):
        yield f"{path} is {value!r}, no {shape.type_name}"


def _one_jar():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("lib/a.jar", b"x")
    return content.getvalue()


ONE_JAR = _one_jar()
CLUSTER_CALLS = [
    "DescribeCluster",
    "DescribeClusterV2",
    "ListClusters",
    "ListClustersV2",
    "GetBootstrapBrokers",
]


@pytest.mark.parametrize("name", CLUSTER_CALLS)
def test_the_one_cluster_is_told_in_msks_shapes(api, name):
    """Every field of an answer is one that botocore's description has, of its type."""
    [arn] = [one["ClusterArn"] for one in api.client("kafka").list_clusters()["ClusterInfoList"]]
    operation = botocore.session.get_session().get_service_model("kafka").operation_model(name)

    answer = requests.get(
        api.url + operation.http["requestUri"].replace("{clusterArn}", arn), headers=SIGNED, timeout=30
    )

    assert answer.status_code == 200
    assert list(_strangers(operation.output_shape, answer.json())) == []


@pytest.fixture
def arns(api, asked):
    """A connector, a plugin and a worker configuration, each by the word of its path."""
    api.objects["a.zip"] = ONE_JAR
    place = {"s3Location": {"bucketArn": "arn:aws:s3:::plugins", "fileKey": "a.zip"}}
    client = api.client()
    plugin = client.create_custom_plugin(name="a", contentType="ZIP", location=place, description="d")
    made = client.create_worker_configuration(name="a", propertiesFileContent="YT1i", description="d")
    return {
        "connectors": client.create_connector(**asked(connectorDescription="d"))["connectorArn"],
        "custom-plugins": plugin["customPluginArn"],
        "worker-configurations": made["workerConfigurationArn"],
    }


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("connectors", "Connector"),
        ("custom-plugins", "CustomPlugin"),
        ("worker-configurations", "WorkerConfiguration"),
    ],
)
def test_what_was_made_is_told_in_msk_connects_shapes(api, arns, word, name):
    """As for the cluster: listed, described and deleted."""
    model = botocore.session.get_session().get_service_model("kafkaconnect")
    one = f"{api.url}/v1/{word}/{arns[word]}"
    asked = [
        ("GET", f"{api.url}/v1/{word}", f"List{name}s"),
        ("GET", one, f"Describe{name}"),
        ("DELETE", one, f"Delete{name}"),
    ]

    answers = [requests.request(method, url, headers=SIGNED, timeout=30) for method, url, _ in asked]

    assert [answer.status_code for answer in answers] == [200] * 3
    for answer, (_, _, call) in zip(answers, asked, strict=True):
        assert list(_strangers(model.operation_model(call).output_shape, answer.json())) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_a_body_holds_it_is_taken_or_refused(data):
    """With the parameters' own names in it, too: nothing but BadRequestException comes of it."""
    operation = data.draw(st.sampled_from(OPERATIONS))
    names = list(operation.input_shape.members)
    body = data.draw(st.dictionaries(st.sampled_from(names) | st.text(max_size=3), JSON, max_size=len(names)))
    with contextlib.suppress(BadRequestError):
        assert parameters(operation, {}, {}, body) == body


def test_the_cluster_is_the_stacks_broker(api):
    """Its version is the worker's, its address the settings'."""
    client = api.client("kafka")
    [found] = client.list_clusters_v2(ClusterTypeFilter="PROVISIONED")["ClusterInfoList"]

    brokers = client.get_bootstrap_brokers(ClusterArn=found["ClusterArn"])["BootstrapBrokerString"]

    assert (found["ClusterName"], found["State"], brokers) == ("corkboard-kafka", "ACTIVE", "127.0.0.1:9092")
    assert found["Provisioned"]["CurrentBrokerSoftwareInfo"]["KafkaVersion"] == "4.3.1"
    assert client.list_clusters_v2(ClusterTypeFilter="SERVERLESS")["ClusterInfoList"] == []
    with pytest.raises(client.exceptions.NotFoundException, match="there is arn:aws:kafka"):
        client.describe_cluster(ClusterArn="arn:aws:kafka:us-east-1:1:cluster/no/1")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("GET", "/v1/nothing", None, 404, "no call of MSK"),
        ("PUT", "/v1/custom-plugins", None, 404, "no call of MSK"),
        ("POST", "/v1/clusters", {"clusterName": "x"}, 400, "CreateCluster is not offered here"),
        ("POST", "/v1/connectors", {}, 400, "Missing required parameter"),
        ("POST", "/v1/connectors", [], 400, "no JSON object|not a JSON object"),
        ("POST", "/v1/connectors", "text", 400, "not a JSON object"),
        ("POST", "/v1/custom-plugins", {"name": 7, "contentType": "ZIP", "location": {}}, 400, "name"),
        (
            "POST",
            "/v1/worker-configurations",
            {"name": "a", "propertiesFileContent": "", "x": 1},
            400,
            "Unknown",
        ),
        ("GET", "/v1/connectors?maxResults=many", None, 400, "maxResults is 'many'"),
        ("GET", "/v1/connectors?maxResults=101", None, 400, "the most is 100"),
        ("GET", "/v1/connectors/arn%3Aaws%3Ano", None, 404, "there is no connector"),
    ],
)
def test_what_is_no_call_is_refused_in_aws_shape(api, method, path, body, status, words):
    """4xx with the kind in a header and the reason in the body."""
    content = None if body is None else json.dumps(body)

    answer = requests.request(method, api.url + path, data=content, headers=SIGNED, timeout=30)

    assert (answer.status_code, answer.headers["x-amzn-errortype"][-9:]) == (status, "Exception")
    assert any(one in answer.json()["message"] for one in words.split("|")), answer.text


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"contentType": "ZIP", "location": {}}, "name"),
        ({"name": 7, "contentType": "ZIP", "location": {}}, "name"),
        (
            {
                "name": "a",
                "contentType": "TAR",
                "location": {"s3Location": {"bucketArn": "a", "fileKey": "b"}},
            },
            "contentType",
        ),
    ],
    ids=["missing", "wrong type", "unknown word"],
)
def test_the_parameter_is_named(api, body, name):
    """As AWS' own exceptions carry it."""
    answer = requests.post(f"{api.url}/v1/custom-plugins", data=json.dumps(body), headers=SIGNED, timeout=30)

    assert name in answer.json()["invalidParameter"].split("."), answer.text


def test_broken_json_and_a_call_without_a_signature_are_refused(api):
    """A web page in a browser cannot send that header unasked."""
    url, broken = f"{api.url}/v1/connectors", (b'{"a": \xff', b'{"a": "\\ud800"}', b"[" * 100_000)
    answers = [requests.post(url, data=one, headers=SIGNED, timeout=30) for one in broken]
    unsigned = requests.get(url, timeout=30)

    assert [answer.status_code for answer in (*answers, unsigned)] == [400, 400, 400, 403]
    assert unsigned.headers["x-amzn-errortype"] == "ForbiddenException"


def test_a_page_whose_name_leads_here_is_refused(api):
    """It may send any header, for to a browser the APIs are its own."""
    headers = {**SIGNED, "host": "evil.example"}

    assert requests.get(f"{api.url}/v1/connectors", headers=headers, timeout=30).status_code == 400
    headers["host"] = "localhost:8085"
    assert requests.get(f"{api.url}/v1/connectors", headers=headers, timeout=30).status_code == 200


def test_a_state_that_is_broken_is_named_with_its_file(stand, serve):
    """Nothing is made anew behind anybody's back."""
    file = stand.home / ".corkboard" / "default" / "msk" / "state.json"
    file.parent.mkdir(parents=True)
    file.write_text("{")
    with serve():
        answer = requests.get(f"{stand.url}/v1/connectors", headers=SIGNED, timeout=30)

    assert (answer.status_code, str(file) in answer.json()["message"]) == (500, True)
    assert file.read_text() == "{"
