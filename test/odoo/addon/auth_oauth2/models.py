"""The vendor's addon as its own help page describes it. The technical names are ours, and appear nowhere else."""

import secrets
from urllib.parse import urlencode

from odoo import fields, models
from odoo.exceptions import UserError


class Company(models.Model):
    _inherit = "res.company"

    cloud_m_app = fields.Char("ID client")
    cloud_m_dir = fields.Char("Locataire")
    cloud_m_key = fields.Char("Secret client")
    cloud_m_url = fields.Char("URI de redirection")
    cloud_g_app = fields.Char("ID client")
    cloud_g_dir = fields.Char("Locataire")
    cloud_g_key = fields.Char("Secret client")
    cloud_g_url = fields.Char("URI de redirection")


class OutgoingServer(models.Model):
    _inherit = "ir.mail_server"

    cloud_out = fields.Boolean("Utiliser OAuth2")


class IncomingServer(models.Model):
    _inherit = "fetchmail.server"

    cloud_in = fields.Boolean("Utiliser OAuth2")
    cloud_grant = fields.Char("Jeton d'actualisation", groups="base.group_system", copy=False)
    # Ties the answer of a sign-in to the server that it was started for.
    cloud_state = fields.Char(groups="base.group_system", copy=False)

    def cloud_ask(self):
        """Where a person signs in. Nothing is asked of Microsoft or Google here."""
        self.ensure_one()
        if not self.cloud_in:
            raise UserError("Veuillez d'abord cocher « Utiliser OAuth2 ».")
        self.cloud_state = secrets.token_urlsafe(16)
        company = self.env.company
        if "google" in (self.server or "") or "gmail" in (self.server or ""):
            base = "https://accounts.google.com/o/oauth2/v2/auth"
            app, back, scope = company.cloud_g_app, company.cloud_g_url, "https://mail.google.com/"
        else:
            base = "https://login.microsoftonline.com/%s/oauth2/v2.0/authorize" % (company.cloud_m_dir or "common")
            app, back = company.cloud_m_app, company.cloud_m_url
            scope = "offline_access https://outlook.office.com/IMAP.AccessAsUser.All"
        query = {
            "client_id": app or "",
            "redirect_uri": back or "",
            "response_type": "code",
            "scope": scope,
            "state": self.cloud_state,
        }
        return {"type": "ir.actions.act_url", "url": "%s?%s" % (base, urlencode(query)), "target": "self"}
