#!/usr/bin/env bash
# Start a Docker daemon on Debian, as root, where none runs; run again, it changes nothing.
# Packages come from the machine's own mirror, from later suites where this one's are too old, and nothing that
# is installed is upgraded. A published port without an address is on the loopback one.
set -euo pipefail

STATE=/var/tmp/dockerd
WAIT_S=60
SOURCES=/etc/apt/sources.list.d/corkboard-docker.sources
APT=(apt-get -y -q -o DPkg::Lock::Timeout=300 -o Acquire::Check-Valid-Until=false)
PACKAGES=(docker.io/sid containerd/sid tini-static/sid docker-compose/sid docker-buildx/sid)
export DEBIAN_FRONTEND=noninteractive

say() { printf '%4s s  %s\n' "$SECONDS" "$*" >&2; }

codename() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

has_programs() {
  command -v dockerd >/dev/null && docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1
}

# The later suites, so low in preference that only what is asked for by suite comes from them.
add_sources() {
  local own=/etc/apt/sources.list.d/debian.sources mirror key
  mirror=$(awk '/^URIs:/ {print $2; exit}' "$own")
  key=$(awk '/^Signed-By:/ {print $2; exit}' "$own")
  cat >"$SOURCES" <<END
Types: deb
URIs: $mirror
Suites: trixie sid
Components: main
Check-Valid-Until: no
Signed-By: ${key:-/usr/share/keyrings/debian-archive-keyring.gpg}
END
  printf 'Package: *\nPin: release n=%s\nPin-Priority: %s\n\n' trixie 50 sid 10 >/etc/apt/preferences.d/corkboard-docker
}

install_programs() {
  local policy=/usr/sbin/policy-rc.d made_policy=
  add_sources
  say "fetching Docker's packages"
  "${APT[@]}" update >"$STATE/apt.log" 2>&1
  if [ ! -e "$policy" ]; then # a package may try to start its daemon itself
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made_policy=1
  fi
  command -v docker >/dev/null || PACKAGES+=(docker-cli/sid)
  # Of these only runc needs a newer C library than an older Debian has.
  if ! "${APT[@]}" install --no-install-recommends "${PACKAGES[@]}" "runc/$(codename)" iptables debootstrap \
    >>"$STATE/apt.log" 2>&1; then
    tail -n 20 "$STATE/apt.log" >&2
    exit 1
  fi
  [ -z "$made_policy" ] || rm -f "$policy"
}

start() {
  rm -f /var/run/docker.pid
  setsid nohup dockerd --pidfile "$STATE/dockerd.pid" --ip 127.0.0.1 \
    --default-network-opt bridge=com.docker.network.bridge.host_binding_ipv4=127.0.0.1 \
    </dev/null >>"$STATE/dockerd.log" 2>&1 &
  local deadline=$((SECONDS + WAIT_S))
  until docker info >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      tail -n 20 "$STATE/dockerd.log" >&2
      echo "the daemon does not answer after $WAIT_S s; its log is $STATE/dockerd.log" >&2
      exit 4
    fi
    sleep 0.2
  done
}

[ "$(id -u)" = 0 ] || { echo "a daemon is started as root: sudo $0" >&2; exit 3; }
[ -e /etc/apt/sources.list.d/debian.sources ] || { echo "this is for Debian 12 and later" >&2; exit 3; }
mkdir -p "$STATE"
has_programs || install_programs
docker info >/dev/null 2>&1 || start
say "$(docker version --format 'Docker {{.Server.Version}}') answers"
