"""Which stack plays on AWS what a stand-in plays here; a test looks that each exists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Twin:
    """One stand-in and what it stands in for.

    Attributes:
        stand_in: The stand-in's name in ``corkboard status``.
        stack: The stack.
        resources: The kinds of resources that do the same work there.
    """

    stand_in: str
    stack: str
    resources: tuple[str, ...]


AIRFLOW = ("airflow-dags", "airflow-scheduler", "airflow-triggerer", "airflow-webserver", "airflow-mwaa")
ELSEWHERE = ("jobs",)  # the Jobs API is Databricks' own, and not on AWS
TWIN = (
    Twin("mysql", "database", ("AWS::RDS::DBInstance",)),
    Twin("kafka", "kafka", ("AWS::MSK::Cluster",)),
    Twin("connect", "connect", ("AWS::KafkaConnect::Connector",)),
    Twin("aws", "lake", ("AWS::S3::Bucket",)),
    Twin("aws", "ingest", ("AWS::Kinesis::Stream",)),
    Twin("proxy", "ingest", ("AWS::ApiGateway::RestApi",)),
    Twin("proxy", "kafka", ("AWS::EC2::Instance", "AWS::ElasticLoadBalancingV2::LoadBalancer")),
    Twin("client", "kafka", ("AWS::EC2::Instance",)),
    Twin("spark", "compute", ("AWS::EMRServerless::Application",)),
    Twin("cluster", "compute", ("AWS::EMRServerless::Application",)),
    *(Twin(one, "orchestration", ("AWS::MWAA::Environment",)) for one in AIRFLOW),
)
