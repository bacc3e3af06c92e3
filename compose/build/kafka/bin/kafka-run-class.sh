#!/usr/bin/env bash
# Run a class of Kafka's with the variables that its distribution's script knows.
set -euo pipefail
# Options are words, so these three are split on purpose.
# shellcheck disable=SC2086
exec "${JAVA_HOME:-/opt/java}/bin/java" ${KAFKA_HEAP_OPTS:--Xmx256M} \
  ${KAFKA_JVM_PERFORMANCE_OPTS:--server -XX:+UseG1GC -XX:MaxGCPauseMillis=20} -Djava.awt.headless=true \
  ${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=/opt/kafka/config/log4j2.properties} ${KAFKA_OPTS:-} \
  -cp "/opt/kafka/libs/*${CLASSPATH:+:$CLASSPATH}" "$@"
