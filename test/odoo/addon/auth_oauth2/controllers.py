from odoo import http
from odoo.http import request


class RetrieveToken(http.Controller):
    @http.route("/oauth2/retrieve_token", type="http", auth="user")
    def retrieve_token(self, code="", state="", **_):
        """The redirect URI. What comes back stands for the token: exchanging it would need the real clouds."""
        server = request.env["fetchmail.server"].search([("cloud_state", "=", state)]) if state and code else None
        if not server:
            return request.not_found()
        server.write({"cloud_grant": code, "cloud_state": False})
        return "OAuth2"
