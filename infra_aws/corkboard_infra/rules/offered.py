"""Names and numbers that AWS must know, which no tool checks before it is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corkboard_infra import known
from corkboard_infra.rules.reading import every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corkboard_infra.rules.reading import Templates


def brokers(templates: Templates) -> Iterator[str]:
    """Instance type and Kafka's version."""
    for cluster in every(templates, "AWS::MSK::Cluster"):
        kind = cluster.properties["BrokerNodeGroupInfo"]["InstanceType"]
        if kind not in known.BROKERS:
            yield f"{cluster.place}: no broker is called {kind}"
        if cluster.properties["KafkaVersion"] not in known.KAFKA_VERSIONS:
            yield f"{cluster.place}: MSK has no Kafka {cluster.properties['KafkaVersion']}"


def as_many_brokers_in_each_zone(templates: Templates) -> Iterator[str]:
    """The number of brokers is a multiple of the number of subnets."""
    for cluster in every(templates, "AWS::MSK::Cluster"):
        count = cluster.properties["NumberOfBrokerNodes"]
        subnets = len(cluster.properties["BrokerNodeGroupInfo"]["ClientSubnets"])
        if count % subnets:
            yield f"{cluster.place}: {count} brokers in {subnets} subnets"


def connect(templates: Templates) -> Iterator[str]:
    """MSK Connect has versions of its own."""
    for connector in every(templates, "AWS::KafkaConnect::Connector"):
        version = connector.properties["KafkaConnectVersion"]
        if version not in known.CONNECT_VERSIONS:
            yield f"{connector.place}: MSK Connect has no version {version}"


def streams_keep_a_day(templates: Templates) -> Iterator[str]:
    """Kinesis keeps records from one day to a year."""
    for stream in every(templates, "AWS::Kinesis::Stream"):
        if stream.properties.get("RetentionPeriodHours") not in known.KINESIS_HOURS:
            yield f"{stream.place}: {stream.properties.get('RetentionPeriodHours')} hours"


def airflow(templates: Templates) -> Iterator[str]:
    """MWAA's classes and versions."""
    for environment in every(templates, "AWS::MWAA::Environment"):
        if environment.properties.get("EnvironmentClass") not in known.AIRFLOW_CLASSES:
            yield f"{environment.place}: no class {environment.properties.get('EnvironmentClass')}"
        if environment.properties.get("AirflowVersion") not in known.AIRFLOW_VERSIONS:
            yield f"{environment.place}: MWAA has no Airflow {environment.properties.get('AirflowVersion')}"


def spark(templates: Templates) -> Iterator[str]:
    """EMR's release, that nothing waits for jobs at a price, and that one job writes at a time."""
    for application in every(templates, "AWS::EMRServerless::Application"):
        release = application.properties["ReleaseLabel"]
        if not known.SPARK_RELEASE.fullmatch(release):
            yield f"{application.place}: EMR has no release {release}"
        if application.properties.get("InitialCapacity"):
            yield f"{application.place} is paid while no job runs"
        if application.properties.get("AutoStopConfiguration", {}).get("Enabled") is not True:
            yield f"{application.place} never stops by itself"
        if application.properties.get("SchedulerConfiguration", {}).get("MaxConcurrentRuns") != 1:
            yield f"{application.place} may run two batches at once, which write the same records twice"


RULES = (brokers, as_many_brokers_in_each_zone, connect, streams_keep_a_day, airflow, spark)
