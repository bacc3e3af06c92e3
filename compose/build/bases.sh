#!/usr/bin/env bash
# Make the Debian images that the others stand on, from Debian's packages: corkboard/debian:trixie, :sid, :bookworm.
#   compose/build/bases.sh            FORCE=1 makes them anew
# They carry this machine's certificate authorities and its Debian mirror, so that Dockerfiles name neither.
set -euo pipefail

IMAGE=corkboard/debian
SUITES=(trixie sid bookworm) # the last for Airflow, which Python 3.13 does not run
AUTHORITIES=/etc/ssl/certs/ca-certificates.crt

say() { printf '%4s s  %s\n' "$SECONDS" "$*" >&2; }

# The first address of the sources that the machine itself uses.
mirror() {
  awk '/^URIs:/ {print $2; exit} $1 == "deb" {for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) {print $i; exit}}' \
    /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null | head -n 1
}

# As Debian's official images have it: no documents, no services started by their packages.
slim() {
  local root=$1
  cat >"$root/etc/apt/apt.conf.d/80corkboard" <<'END'
Acquire::Check-Valid-Until "false";
Acquire::Check-Date "false";
APT::Install-Recommends "false";
END
  printf 'path-exclude /usr/share/%s/*\n' doc man info locale >"$root/etc/dpkg/dpkg.cfg.d/80corkboard"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  rm -rf "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* \
    "$root"/usr/share/{doc,man,info,locale}/* "$root"/var/log/*.log
}

make_base() {
  local suite=$1 root=$WORK/$1 script=/usr/share/debootstrap/scripts/$1
  if [ -z "${FORCE:-}" ] && docker image inspect "$IMAGE:$suite" >/dev/null 2>&1; then
    say "$suite is there"
    return
  fi
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  if ! debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$MIRROR" "$script" >"$root.log" 2>&1; then
    tail -n 20 "$root.log" >&2
    return 1
  fi
  cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/" 2>/dev/null || true
  chroot "$root" update-ca-certificates >>"$root.log" 2>&1
  slim "$root"
  tar -C "$root" --numeric-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -c . |
    docker import -c "ENV LANG=C.UTF-8 SSL_CERT_FILE=$AUTHORITIES REQUESTS_CA_BUNDLE=$AUTHORITIES \
PIP_CERT=$AUTHORITIES NODE_EXTRA_CA_CERTS=$AUTHORITIES CURL_CA_BUNDLE=$AUTHORITIES" \
      -c 'CMD ["bash"]' - "$IMAGE:$suite" >/dev/null
  rm -rf "$root"
  say "$suite is made"
}

[ "$(id -u)" = 0 ] || { echo "bases are made as root: sudo $0" >&2; exit 3; }
command -v debootstrap >/dev/null || { echo "debootstrap is not here: apt-get install debootstrap" >&2; exit 3; }
docker info >/dev/null 2>&1 || { echo "no Docker daemon answers: compose/build/daemon.sh" >&2; exit 3; }
MIRROR=$(mirror)
[ -n "$MIRROR" ] || { echo "no Debian mirror is named in /etc/apt" >&2; exit 3; }
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

makers=()
for suite in "${SUITES[@]}"; do
  make_base "$suite" &
  makers+=($!)
done
for maker in "${makers[@]}"; do wait "$maker"; done
