#!/usr/bin/env bash
# Make the passwords once, and give the folders that containers share with the host to the user who writes there.
set -euo pipefail
umask 022

make_password() {
  local file=/secrets/$1
  [ -s "$file" ] && return
  # The pipe's first program ends by a signal when it has given enough.
  (set +o pipefail; tr -dc 'A-Za-z0-9' </dev/urandom | head -c 32) >"$file.part"
  mv "$file.part" "$file"
}

# A key of 32 bytes, as Fernet writes it.
make_key() {
  local file=/secrets/$1
  [ -s "$file" ] && return
  head -c 32 /dev/urandom | base64 | tr '+/' '-_' >"$file.part"
  mv "$file.part" "$file"
}

# A folder that Docker has just made is root's. One of somebody else holds somebody else's stack.
give() {
  local folder=$1 shown=$2 owner
  owner=$(stat -c %u "$folder")
  if [ "$owner" != 0 ] && [ "$owner" != "$STACK_UID" ]; then
    echo "$shown belongs to user $owner and the containers write as $STACK_UID" >&2
    echo "  → echo STACK_UID=$owner >> .env, then: docker compose build; docker compose up --wait" >&2
    exit 1
  fi
  chown "$STACK_UID" "$folder"
}

make_password mysql-admin
make_password mysql-reader
make_password metastore
make_password databricks-token
make_password airflow-admin
make_password airflow-database
make_password airflow-session
make_key airflow-fernet
[ -d /state/plugins ] || mkdir /state/plugins
give /state/plugins .corkboard/plugins
give /state .corkboard
give /out out
