#!/usr/bin/env bash
# Write Kafka's own commands, each one line, as its distribution has them; run when the image is built.
set -euo pipefail
cd /opt/kafka/bin

write() {
  printf '#!/bin/sh\nexec /opt/kafka/bin/kafka-run-class.sh %s "$@"\n' "$2" >"$1.sh"
  chmod 755 "$1.sh"
}

write kafka-server-start kafka.Kafka
write kafka-storage kafka.tools.StorageTool
write kafka-configs kafka.admin.ConfigCommand
write connect-distributed org.apache.kafka.connect.cli.ConnectDistributed
TOOLS=org.apache.kafka.tools
write kafka-topics $TOOLS.TopicCommand
write kafka-console-producer $TOOLS.ConsoleProducer
write kafka-console-consumer $TOOLS.consumer.ConsoleConsumer
write kafka-consumer-groups $TOOLS.consumer.group.ConsumerGroupCommand
write kafka-get-offsets $TOOLS.GetOffsetShell
write kafka-delete-records $TOOLS.DeleteRecordsCommand
write kafka-broker-api-versions $TOOLS.BrokerApiVersionsCommand
write kafka-metadata-quorum $TOOLS.MetadataQuorumCommand
write kafka-cluster $TOOLS.ClusterTool
write kafka-acls $TOOLS.AclCommand
