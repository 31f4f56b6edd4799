# Serves Odoo until standard input ends: so it stops with whoever started it, however that ends.
set -eu
export LC_ALL=C.UTF-8
exec 3<&0
. /lane/chroot/database.sh
mkdir /lane/addons
cp -r /lane/addon/auth_oauth2 /lane/addons/
cp "/lane/addon/$MAJOR/__manifest__.py" /lane/addons/auth_oauth2/
$odoo shell $options < /lane/chroot/seed.py
$odoo $options --addons-path /usr/lib/python3/dist-packages/odoo/addons,/lane/addons \
  --http-interface 127.0.0.1 --http-port 0 --db-filter "^$DATABASE\$" --max-cron-threads 0 &
server=$!
{ cat <&3 > /dev/null; kill -KILL "$server"; } &
wait "$server"
