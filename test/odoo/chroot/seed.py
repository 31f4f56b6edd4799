"""Companies, people and mail servers, as the environment says. Prints each person's password and API key, made up here, as one line of JSON."""

import json
import os
import secrets

seed = json.loads(os.environ["SEED"])
modern = int(os.environ["MAJOR"]) >= 19

first, *others = seed["companies"]
env["res.company"].browse(1).name = first
companies = env["res.company"].browse(1) + env["res.company"].create([{"name": name} for name in others])

credentials = {}
for one in seed["users"]:
    login, password = one["login"], secrets.token_urlsafe(18)
    groups = env.ref("base.group_user")
    if one.get("settings"):
        groups += env.ref("base.group_system")
    values = {
        "name": login,
        "email": login + "@example.com",
        "lang": "fr_FR",
        "password": password,
        "company_ids": [(6, 0, companies.ids if one.get("settings") else [1])],
        "group_ids" if modern else "groups_id": [(6, 0, groups.ids)],
    }
    user = env["res.users"].search([("login", "=", login)])
    if user:
        user.write(values)
    else:
        user = env["res.users"].with_context(no_reset_password=True).create(dict(values, login=login, company_id=1))
    keys = env(user=user.id)["res.users.apikeys"].sudo()
    key = keys._generate(None, "lane", None) if modern else keys._generate(None, "lane")
    credentials[login] = {"password": password, "apiKey": key}
    if one.get("totp"):
        env.cr.execute("UPDATE res_users SET totp_secret = 'JBSWY3DPEHPK3PXP' WHERE id = %s", [user.id])
    user.active = one.get("active", True)

for one in seed["incoming"]:
    login = {"is_ssl": True, "port": 993, "user": "info@example.com", "password": secrets.token_urlsafe(18)}
    env["fetchmail.server"].create(dict(login, name=one["name"], server=one["host"], server_type="imap", state="done"))
for one in seed["outgoing"]:
    login = {"smtp_user": "info@example.com", "smtp_pass": secrets.token_urlsafe(18)}
    server = {"name": one["name"], "smtp_host": one["host"], "smtp_port": one["port"], "smtp_encryption": one["encryption"]}
    env["ir.mail_server"].create(dict(login, **server))

env.cr.commit()
print(json.dumps(credentials), flush=True)
