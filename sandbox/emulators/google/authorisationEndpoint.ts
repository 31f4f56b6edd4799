import type { Hono } from "hono";
import { encodeAuthError } from "./authError.ts";
import { effectiveRedirectUris, refuseAuthorisation } from "./authorisation.ts";
import { errorPage, landingPage, signInPage, uninformativePage } from "./pages.ts";
import { own } from "./state.ts";
import type { World } from "./world.ts";

/** `GET /o/oauth2/v2/auth` of accounts.google.com, up to the sign-in page; nobody signs in here. */
export function authorisationEndpoint(app: Hono, world: World): void {
  const { state, faults } = world.google;

  app.on("GET", ["/o/oauth2/v2/auth", "/o/oauth2/auth"], (c) => {
    const query = c.req.query();
    const { settings } = state;
    if (
      settings.nonBrowser === "uninformative" &&
      !/^Mozilla\/5\.0 /.test(c.req.header("user-agent") ?? "")
    ) {
      return c.html(uninformativePage());
    }
    const known = own(state.oauthClients, query.client_id ?? "");
    const client = known && !faults.hidden(`client:${known.clientId}`) ? known : undefined;
    const refusal = refuseAuthorisation(client, client ? effectiveRedirectUris(client) : [], settings, query);
    const origin = new URL(c.req.url).origin;
    if (!refusal) {
      if (settings.signIn === "page") return c.html(signInPage());
      const to = new URL("/v3/signin/identifier", origin);
      to.search = new URLSearchParams({
        opparams: `?${new URLSearchParams({ response_type: query.response_type ?? "" })}`,
        client_id: query.client_id ?? "",
        o2v: "2",
        flowName: "GeneralOAuthFlow",
      }).toString();
      return c.redirect(to.href);
    }
    if (settings.refusal === "page") return c.html(errorPage(refusal));
    const to = new URL("/signin/oauth/error/v2", origin);
    to.search = new URLSearchParams({
      authError: encodeAuthError(refusal),
      client_id: query.client_id ?? "",
      flowName: "GeneralOAuthFlow",
    }).toString();
    return c.redirect(to.href);
  });

  app.get("/v3/signin/identifier", (c) => c.html(signInPage()));
  app.get("/signin/oauth/error/v2", (c) => c.html(landingPage()));

  app.get("/.well-known/openid-configuration", (c) =>
    c.json({
      issuer: "https://accounts.google.com",
      authorization_endpoint: "https://accounts.google.com/o/oauth2/v2/auth",
      token_endpoint: "https://oauth2.googleapis.com/token",
      userinfo_endpoint: "https://openidconnect.googleapis.com/v1/userinfo",
      revocation_endpoint: "https://oauth2.googleapis.com/revoke",
      jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      scopes_supported: ["openid", "email", "profile"],
    }),
  );
}
