"""Kafka's stand-in: one real broker, KRaft, from jars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard.stack import jvm, probes, processes
from corkboard.stack.component import Component
from corkboard.stack.msk_iam import listener

if TYPE_CHECKING:
    from pathlib import Path

    from corkboard.stack.context import Context

FORMAT_TIMEOUT_S = 60
CLUSTER_ID = "Y29ya2JvYXJkLWxvY2FsMQ"
PROPERTIES = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
num.partitions=1
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
delete.topic.enable=true
num.network.threads=2
num.io.threads=2
num.recovery.threads.per.data.dir=2
background.threads=2
log.cleaner.threads=1
log.cleaner.dedupe.buffer.size=4194304
log.segment.bytes=134217728
log.retention.hours=168
message.max.bytes=10485760
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
"""


def component(context: Context) -> Component:
    """Return the broker."""
    settings = context.settings
    properties = context.conf_dir() / "kafka.properties"
    class_path = context.parts.jar_set("kafka").class_path()
    return Component(
        name="kafka",
        command=jvm.command(
            context,
            "kafka.Kafka",
            str(properties),
            name=_jvm_name(context),
            heap_mb=settings.stack.kafka_memory_mb,
            class_path=f"{class_path}:{context.parts.iam_plugin}" if settings.kafka.has_iam else class_path,
        ),
        address=settings.kafka.bootstrap_servers,
        ready=lambda: probes.kafka(listener.administrator(context)),
        prepare=lambda: _prepare(context, properties),
        equip=lambda: listener.grant(context),
        stop_wait_s=30,
    )


def _prepare(context: Context, properties: Path) -> None:
    """Write the configuration, and format the data folder at the first start."""
    data = context.data_dir("kafka")
    ports = {"broker": context.ports["kafka"], "controller": context.ports["kafka_controller"]}
    properties.parent.mkdir(parents=True, exist_ok=True)
    text = PROPERTIES.format(data=data, **ports)
    properties.unlink(missing_ok=True)
    properties.touch(mode=0o600)
    properties.write_text(listener.added(context, text) if context.settings.kafka.has_iam else text)
    (context.conf_dir() / "log4j2.properties").write_text(jvm.LOG4J)
    jvm.empty_scratch(context, _jvm_name(context))
    if (data / "meta.properties").exists():
        return
    jvm.empty_scratch(context, "kafka-format")
    command = jvm.command(
        context,
        "kafka.tools.StorageTool",
        *("format", "--cluster-id", CLUSTER_ID, "--config", str(properties), "--ignore-formatted"),
        name="kafka-format",
        heap_mb=128,
        class_path=context.parts.jar_set("kafka").class_path(),
    )
    processes.finish(command, what="Kafka's data folder", timeout_s=FORMAT_TIMEOUT_S)


def _jvm_name(context: Context) -> str:
    """Return what tells its archive of classes, which holds for one class path, from the other's."""
    return "kafka-iam" if context.settings.kafka.has_iam else "kafka"
