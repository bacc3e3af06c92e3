"""Names and sizes that AWS does not know."""

from __future__ import annotations

from mutations.seeding import Mutation, put

CLUSTER = "AWS::MSK::Cluster"
CONNECTOR = "AWS::KafkaConnect::Connector"
STREAM = "AWS::Kinesis::Stream"
AIRFLOW = "AWS::MWAA::Environment"
SPARK = "AWS::EMRServerless::Application"


MUTATIONS = (
    Mutation(
        "unknown broker", "brokers", put(CLUSTER, "kafka.t3.tiny", "BrokerNodeGroupInfo", "InstanceType")
    ),
    Mutation("unknown Kafka", "brokers", put(CLUSTER, "3.7.0", "KafkaVersion")),
    Mutation(
        "three brokers in two subnets", "as_many_brokers_in_each_zone", put(CLUSTER, 3, "NumberOfBrokerNodes")
    ),
    Mutation("unknown Connect", "connect", put(CONNECTOR, "4.3.1", "KafkaConnectVersion")),
    Mutation("retention under a day", "streams_keep_a_day", put(STREAM, 12, "RetentionPeriodHours")),
    Mutation("unknown MWAA class", "airflow", put(AIRFLOW, "mw1.tiny", "EnvironmentClass")),
    Mutation("unknown MWAA version", "airflow", put(AIRFLOW, "2.11.3", "AirflowVersion")),
    Mutation("unknown EMR release", "spark", put(SPARK, "emr-spark-8.x", "ReleaseLabel")),
    Mutation("EMR with Spark 3", "spark", put(SPARK, "emr-7.13.0", "ReleaseLabel")),
    Mutation("two batches at once", "spark", put(SPARK, 2, "SchedulerConfiguration", "MaxConcurrentRuns")),
    Mutation("Spark that waits at a price", "spark", put(SPARK, [{"Key": "DRIVER"}], "InitialCapacity")),
)
