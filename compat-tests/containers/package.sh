#!/usr/bin/env bash
# package.sh DEB: installs the Debian package in a container, serves from it as its service does, and removes it. Needs `docker`.
set -euo pipefail
deb=$(realpath "${1:?which package}")
docker run --rm -v "$deb:/moldau.deb:ro" docker.io/library/debian:bookworm-slim bash -euc '
  apt-get update -qq > /dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends /moldau.deb kcat > /dev/null 2>&1
  moldau --version
  [ "$(stat -c %U:%a /var/lib/moldau)" = moldau:750 ]
  dpkg-query -W -f "\${Conffiles}" moldau | grep -q /etc/moldau/server.properties
  start=$(sed -n "s/^ExecStart=//p" /usr/lib/systemd/system/moldau.service)
  setpriv --reuid=moldau --regid=moldau --init-groups $start 2> /tmp/log &
  broker=$!
  until grep -q "moldau is ready" /tmp/log; do kill -0 $broker; sleep 0.05; done
  echo hello | kcat -b localhost:9092 -P -t t
  [ "$(kcat -b localhost:9092 -C -t t -e -q)" = hello ]
  kill $broker
  wait $broker
  grep -q "shut down cleanly" /tmp/log
  dpkg --purge moldau > /dev/null 2>&1
  [ ! -e /usr/bin/moldau ] && [ -d /var/lib/moldau/t-0 ]
  echo "installed, served, removed; the data is still there"'
