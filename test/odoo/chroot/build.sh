# Fills a fresh Debian: Odoo, PostgreSQL, a database with the modules that every run starts from. Its settings are in the environment.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
echo "== Debian packages"
# Without this, each service would be started on the machine itself.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
if [ -n "$ODOO_SUITE" ]; then
  echo "deb $MIRROR $ODOO_SUITE main" > /etc/apt/sources.list.d/odoo.list
  # Only what the root's own suite lacks comes from there.
  printf 'Package: *\nPin: release n=%s\nPin-Priority: 100\n' "$ODOO_SUITE" > /etc/apt/preferences.d/odoo
fi
# A mirror may be a snapshot, and older than its index wants to be.
apt-get -o Acquire::Check-Valid-Until=false update
# shellcheck disable=SC2086
apt-get install -y --no-install-recommends $PACKAGES
apt-get clean
echo "== database"
# On its socket only, so that no port of the machine is taken.
for file in /etc/postgresql/*/main/postgresql.conf; do
  printf "listen_addresses = ''\nport = 5432\nfsync = off\n" >> "$file"
done
. /lane/chroot/database.sh
runuser -u postgres -- createuser -d odoo
$odoo $options -i "$MODULES" --load-language=fr_FR --without-demo="$WITHOUT_DEMO" --stop-after-init
pg_ctlcluster "$version" main stop
