#!/usr/bin/env bash
# Start Connect's worker:  start.sh FILE
# Our sink's jar says what is in it. Only where plugins of others are does the worker search every jar for them.
set -euo pipefail
shopt -s globstar nullglob

properties=$1
others=(/opt/connect/own/**/*.jar)
if [ ${#others[@]} = 0 ]; then
  sed 's/^plugin.discovery=.*/plugin.discovery=service_load/' "$1" >/tmp/ours.properties
  properties=/tmp/ours.properties
fi
exec /opt/kafka/bin/connect-distributed.sh "$properties"
