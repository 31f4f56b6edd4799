# Starts PostgreSQL, and says how Odoo finds it.
version=$(pg_lsclusters -h | cut -d ' ' -f 1)
pg_ctlcluster "$version" main start
odoo="runuser -u odoo -- odoo"
options="--config /etc/odoo/odoo.conf --db_host /run/postgresql --db_port 5432 -d $DATABASE"
