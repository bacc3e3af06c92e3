"""MSK Connect's API on the running stack; what a test makes it removes."""

from __future__ import annotations

import io
import secrets
import sys
import time
import zipfile
from pathlib import Path

import boto3
import pytest

from corkboard import clients
from corkboard.cli.env import variables

sys.path.insert(0, str(Path(__file__).parents[1] / "connect"))

from connect_dropped import connector_jar
from connect_parts import locate_parts

PATIENCE_S = 240


class Msk:
    """What a user's script has: clients that the environment alone has told where to go."""

    def __init__(self, settings):
        self.settings = settings
        told = variables(settings)
        session = boto3.Session(
            told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"], region_name=told["AWS_REGION"]
        )
        self.connect = session.client("kafkaconnect", endpoint_url=told["AWS_ENDPOINT_URL_KAFKACONNECT"])
        self.kafka = session.client("kafka", endpoint_url=told["AWS_ENDPOINT_URL_KAFKA"])
        self.s3 = clients.s3(settings)
        self.bucket = f"plugins-{secrets.token_hex(4)}"
        self.s3.create_bucket(Bucket=self.bucket)
        self.plugins, self.connectors = [], []

    def upload(self, content, key="plugin.zip"):
        """Put a file into the bucket."""
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=content)

    def plugin(self, name, key="plugin.zip"):
        """Create a custom plugin, and return it when it is no longer CREATING."""
        place = {"bucketArn": f"arn:aws:s3:::{self.bucket}", "fileKey": key}
        made = self.connect.create_custom_plugin(
            name=f"{name}-{secrets.token_hex(4)}", contentType="ZIP", location={"s3Location": place}
        )
        self.plugins.append(made["customPluginArn"])
        return self.settled(
            lambda: self.connect.describe_custom_plugin(customPluginArn=self.plugins[-1]), "customPluginState"
        )

    def connector(self, name, config, plugins=()):
        """Create a connector, and return it when it is no longer CREATING."""
        version = {"revision": 1}
        vpc = {"securityGroups": ["sg-1"], "subnets": ["subnet-1"]}
        made = self.connect.create_connector(
            capacity={"provisionedCapacity": {"mcuCount": 1, "workerCount": 1}},
            connectorConfiguration=config,
            connectorName=name,
            kafkaCluster={"apacheKafkaCluster": {"bootstrapServers": "b-1:9098", "vpc": vpc}},
            kafkaClusterClientAuthentication={"authenticationType": "IAM"},
            kafkaClusterEncryptionInTransit={"encryptionType": "TLS"},
            kafkaConnectVersion="3.7.x",
            plugins=[{"customPlugin": {"customPluginArn": arn, **version}} for arn in plugins],
            serviceExecutionRoleArn="arn:aws:iam::123456789012:role/connect",
        )
        self.connectors.append(made["connectorArn"])
        return self.settled(
            lambda: self.connect.describe_connector(connectorArn=made["connectorArn"]), "connectorState"
        )

    def settled(self, look, field):
        """Return what a look sees when its state is final."""
        deadline = time.monotonic() + PATIENCE_S
        while (found := look())[field] in ("CREATING", "UPDATING"):
            assert time.monotonic() < deadline, found
            time.sleep(0.2)
        return found

    def clean(self):
        """Remove what was made."""
        there = {one["connectorArn"] for one in self.connect.list_connectors()["connectors"]}
        for arn in there.intersection(self.connectors):
            self.connect.delete_connector(connectorArn=arn)
        for arn in self.plugins:
            self.connect.delete_custom_plugin(customPluginArn=arn)
        for entry in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", []):
            self.s3.delete_object(Bucket=self.bucket, Key=entry["Key"])
        self.s3.delete_bucket(Bucket=self.bucket)


@pytest.fixture
def msk(settings):
    """The APIs of the running stack."""
    made = Msk(settings)
    yield made
    made.clean()


@pytest.fixture
def tiny_zip(tmp_path):
    """A connector that does nothing, in a zip as hubs make them."""
    jar = connector_jar(locate_parts(), tmp_path, "org.example.Tiny", "3.1", has_manifest=True)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("example-tiny-3.1/lib/tiny.jar", jar)
    return content.getvalue()
