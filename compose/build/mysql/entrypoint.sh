#!/usr/bin/env bash
# What of the official image's interface this stack uses: MYSQL_ROOT_PASSWORD, MYSQL_ROOT_HOST, MYSQL_DATABASE,
# each also as *_FILE, and /docker-entrypoint-initdb.d/*.sql. Further words go to the server.
# While the data folder is made, the server listens on its socket alone: who reaches it by TCP finds it ready.
set -euo pipefail

DATA=/var/lib/mysql
RUN=/var/run/mysqld
MAKING=$DATA/.making # a first start that was cut off begins anew
OPTIONS=(--no-defaults "--datadir=$DATA" "--socket=$RUN/mysqld.sock" "--pid-file=$RUN/mysqld.pid" --secure-file-priv=NULL)

value_of() {
  local file=$1_FILE
  if [ -n "${!file:-}" ]; then cat "${!file}"; else printf %s "${!1:-}"; fi
}

sql() { mysql --no-defaults --socket="$RUN/mysqld.sock" --user=root "$@"; }

quoted() { printf %s "$1" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g"; }

wait_for_socket() {
  local server=$1
  until sql -e 'select 1' >/dev/null 2>&1; do
    kill -0 "$server"
    sleep 0.1
  done
}

# One statement a user, from standard input: a password is in no argument.
set_root_password() {
  local password host
  password=$(quoted "$(value_of MYSQL_ROOT_PASSWORD)")
  host=${MYSQL_ROOT_HOST-%}
  sql <<END
create user 'root'@'$host' identified by '$password';
grant all on *.* to 'root'@'$host' with grant option;
alter user 'root'@'localhost' identified by '$password';
END
}

initialise() {
  [ -n "$(value_of MYSQL_ROOT_PASSWORD)" ] || { echo "set MYSQL_ROOT_PASSWORD or MYSQL_ROOT_PASSWORD_FILE" >&2; exit 1; }
  rm -rf "${DATA:?}"/*
  touch "$MAKING"
  mysqld "${OPTIONS[@]}" --initialize-insecure "$@"
  mysqld "${OPTIONS[@]}" "$@" --skip-networking --mysqlx=OFF &
  local server=$! database file
  wait_for_socket "$server"
  database=$(value_of MYSQL_DATABASE)
  [ -z "$database" ] || sql -e "create database if not exists \`$database\`"
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -e "$file" ] || sql ${database:+"$database"} <"$file"
  done
  set_root_password
  kill "$server"
  wait "$server" || true
  rm "$MAKING"
}

[ "${1:-}" = mysqld ] || exec "$@"
shift
if [ ! -d "$DATA/mysql" ] || [ -e "$MAKING" ]; then initialise "$@"; fi
exec mysqld "${OPTIONS[@]}" --bind-address='*' "$@"
