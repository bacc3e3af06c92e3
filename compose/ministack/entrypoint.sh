#!/usr/bin/env bash
# Streams are saved at a clean stop alone. What a killed process did not save is lost, and an older state
# would bring back an earlier time in silence: it is removed, and `corkboard provision` then says what went.
set -euo pipefail

NOTE=$STATE_DIR/started
SAVED=$STATE_DIR/kinesis.json

mkdir -p "$STATE_DIR" "$S3_DATA_DIR"
[ ! "$NOTE" -nt "$SAVED" ] || rm -f "$SAVED"
touch "$NOTE"
exec python -m ministack
