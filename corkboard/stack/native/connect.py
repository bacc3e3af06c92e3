"""Kafka Connect's stand-in for MSK Connect: a real worker with our S3 sink and any other plugin."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from corkboard import catalogue
from corkboard.errors import PreflightError
from corkboard.stack import jvm, probes
from corkboard.stack.component import Component
from corkboard.stack.msk_iam import listener
from corkboard.stack.plugins import arrange

if TYPE_CHECKING:
    from corkboard.stack.context import Context

# Connect's producers write the dead letters too. They leave it to the broker to say what is too large: what
# it took (message.max.bytes in kafka.py) passes them, with the headers that tell why it was set aside.
LARGEST_REQUEST = 16 * 1024 * 1024
PROPERTIES = """bootstrap.servers={bootstrap}
group.id=corkboard-connect
listeners=http://127.0.0.1:{port}
rest.advertised.host.name=127.0.0.1
key.converter=org.apache.kafka.connect.storage.StringConverter
value.converter=org.apache.kafka.connect.converters.ByteArrayConverter
config.storage.topic=_connect_configs
config.storage.replication.factor=1
offset.storage.topic=_connect_offsets
offset.storage.replication.factor=1
offset.storage.partitions=1
status.storage.topic=_connect_status
status.storage.replication.factor=1
status.storage.partitions=1
offset.flush.interval.ms=5000
plugin.path={plugins}
plugin.discovery={discovery}
scheduled.rebalance.max.delay.ms=0
session.timeout.ms=6000
heartbeat.interval.ms=1000
consumer.auto.offset.reset=earliest
consumer.session.timeout.ms=6000
consumer.heartbeat.interval.ms=1500
consumer.metadata.max.age.ms=5000
producer.max.request.size={largest_request}
connector.client.config.override.policy=All
"""


def component(context: Context) -> Component:
    """Return the Connect worker."""
    settings = context.settings
    properties = context.conf_dir() / "connect.properties"
    return Component(
        name="connect",
        command=jvm.command(
            context,
            "org.apache.kafka.connect.cli.ConnectDistributed",
            str(properties),
            name="connect",
            heap_mb=settings.stack.connect_memory_mb,
            class_path=context.parts.jar_set("kafka").class_path(),
        ),
        address=settings.connect.url,
        ready=lambda: probes.http(f"{settings.connect.url}/connectors"),
        needs=("kafka",),
        environment=_s3_environment(context),
        prepare=lambda: _prepare(context, properties),
        stop_wait_s=30,
    )


def plugin_dir(context: Context) -> Path:
    """Return the folder into which users drop plugins, one folder, jar or zip each."""
    own = context.settings.stack.plugin_dir
    return context.settings.home / Path(own).expanduser() if own else context.settings.state_dir / "plugins"


def _s3_environment(context: Context) -> dict[str, str]:
    """Return what a connector that names no endpoint and no keys finds, as on a real worker's role."""
    aws = context.settings.aws
    return {
        "AWS_ENDPOINT_URL_S3": aws.endpoint_url or "",
        "AWS_REGION": aws.region,
        **aws.key_environment(),
    }


def _prepare(context: Context, properties: Path) -> None:
    folders = (plugin_dir(context), context.settings.state_dir / catalogue.MSK_DIR / "plugins")
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    arranged = context.data_dir("plugins")
    arrange(folders, arranged)
    jars = [jar for folder in (*folders, arranged) for jar in folder.rglob("*.jar")]
    jvm.empty_scratch(context, "connect")
    properties.parent.mkdir(parents=True, exist_ok=True)
    properties.write_text(
        PROPERTIES.format(
            bootstrap=listener.administrator(context).kafka.bootstrap_servers,
            port=context.settings.connect.port,
            plugins=f"{context.parts.sink_plugin.parent},{arranged}",
            discovery="service_load" if all(map(_has_manifest, jars)) else "hybrid_warn",
            largest_request=LARGEST_REQUEST,
        )
    )


def _has_manifest(jar: Path) -> bool:
    """Say whether a jar tells its plugins itself; scanning for others makes the worker start seconds later.

    A jar without any belongs to a plugin's libraries or to a plugin older than manifests.
    """
    try:
        with zipfile.ZipFile(jar) as archive:
            return any(name.startswith("META-INF/services/org.apache.kafka") for name in archive.namelist())
    except zipfile.BadZipFile as error:
        raise PreflightError(f"{jar} is not a jar", hint="take it out of the plugin folder") from error
