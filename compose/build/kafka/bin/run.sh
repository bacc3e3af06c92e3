#!/usr/bin/env bash
# The official image's interface: KAFKA_FOO_BAR becomes foo.bar ("__" is "_", "___" is "-"), CLUSTER_ID formats
# the data folder, and a server.properties in /mnt/shared/config comes below the variables.
set -euo pipefail

LIVE=${CONFIG_DIR:-/opt/kafka/config/live}/server.properties
OTHER=' KAFKA_VERSION KAFKA_HEAP_OPTS KAFKA_LOG4J_OPTS KAFKA_OPTS KAFKA_JMX_OPTS KAFKA_JVM_PERFORMANCE_OPTS KAFKA_GC_LOG_OPTS '

property_of() {
  local name=${1#KAFKA_}
  name=${name,,}
  name=${name//___/-}
  name=${name//__/$'\x01'}
  name=${name//_/.}
  printf %s "${name//$'\x01'/_}"
}

write_properties() {
  local name value
  cat /mnt/shared/config/server.properties 2>/dev/null || true
  while IFS='=' read -r -d '' name value; do
    if [[ $name == KAFKA_* && $OTHER != *" $name "* ]]; then
      printf '%s=%s\n' "$(property_of "$name")" "$value"
    fi
  done < <(env -0)
}

# A second JVM, as in the official image; it lives for a second, so one compiler is enough for it.
format() {
  local data
  data=$(sed -n 's/^log\.dirs\?=//p' "$LIVE" | tail -n 1)
  [ ! -e "${data%%,*}/meta.properties" ] || return 0
  KAFKA_HEAP_OPTS='-Xmx128m -XX:TieredStopAtLevel=1' KAFKA_OPTS='' /opt/kafka/bin/kafka-storage.sh \
    format --ignore-formatted --cluster-id "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" --config "$LIVE"
}

write_properties >"$LIVE"
format
exec /opt/kafka/bin/kafka-server-start.sh "$LIVE"
