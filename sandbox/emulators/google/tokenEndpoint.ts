import type { Context, Hono } from "hono";
import { hashOf } from "./credentials.ts";
import { exchangeAssertion } from "./serviceAccountGrant.ts";
import { type GoogleState, type OAuthClient, own } from "./state.ts";
import { grantToken, type Params, refuse, type TokenAnswer } from "./tokenAnswer.ts";
import type { World } from "./world.ts";

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** `POST /token` of oauth2.googleapis.com and its older addresses. */
export function tokenEndpoint(app: Hono, world: World): void {
  app.on("POST", ["/token", "/oauth2/v4/token", "/oauth2/v3/token", "/o/oauth2/token"], async (c) => {
    const params = await paramsOf(c);
    const { status, body } = params ? answer(world, params) : refuse(400, "invalid_request", "Bad Request");
    return c.json(body, status, { "cache-control": "no-cache, no-store, max-age=0, must-revalidate" });
  });
}

async function paramsOf(c: Context): Promise<Record<string, string> | undefined> {
  const text = await c.req.text();
  const params = c.req.header("content-type")?.includes("json")
    ? fromJson(text)
    : Object.fromEntries(new URLSearchParams(text));
  const basic = /^Basic +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  if (!params || !basic) return params;
  const [, id = "", secret = ""] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, "base64").toString()) ?? [];
  // RFC 6749, section 2.3.1: both parts are form-encoded before they are joined.
  const decoded = new URLSearchParams(`client_id=${id}&client_secret=${secret}`);
  return { ...Object.fromEntries(decoded), ...params };
}

function fromJson(text: string): Record<string, string> | undefined {
  try {
    const entries = Object.entries(JSON.parse(text) as object);
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
  } catch {
    return undefined;
  }
}

function answer(world: World, params: Params): TokenAnswer {
  const grant = params.grant_type;
  if (!grant) return refuse(400, "invalid_request", "Required parameter is missing: grant_type");
  if (grant === jwtBearer) return exchangeAssertion(world, params);
  if (grant !== "authorization_code" && grant !== "refresh_token") {
    return refuse(400, "unsupported_grant_type", `Invalid grant_type: ${grant}`);
  }
  const { state, faults } = world.google;
  const id = params.client_id ?? "";
  const client = own(state.oauthClients, id);
  const visible = client && !faults.hidden(`client:${id}`) ? client : undefined;
  // Google judges the client before it looks at the grant: that is what makes a probe with a bogus grant possible.
  return (
    refuseClient(state, visible, params) ??
    (grant === "refresh_token" ? refresh(world, params) : redeem(params))
  );
}

/** Why a client is refused; undefined when id and secret are right. */
function refuseClient(
  state: GoogleState,
  client: OAuthClient | undefined,
  params: Params,
): TokenAnswer | undefined {
  const { settings } = state;
  if (!params.client_id) {
    return refuse(400, "invalid_request", "Could not determine client ID from request.");
  }
  if (!client) return refuse(401, "invalid_client", "The OAuth client was not found.");
  if (client.status === "deleted") return refuse(401, "deleted_client", "The OAuth client was deleted.");
  if (client.status === "disabled") {
    return refuse(settings.disabledClientStatus, "disabled_client", "The OAuth client was disabled.");
  }
  if (!params.client_secret) return refuse(400, "invalid_request", "client_secret is missing.");
  const hash = hashOf(params.client_secret);
  if (!client.secrets.some((secret) => secret.enabled && secret.hash === hash)) {
    return refuse(401, "invalid_client", settings.secretRefusal);
  }
  if (client.unauthorized) {
    return refuse(settings.unauthorizedClientStatus, "unauthorized_client", "Unauthorized");
  }
  return undefined;
}

/** No code is ever issued here (nobody signs in), so every code is a bogus one. */
function redeem(params: Params): TokenAnswer {
  if (!params.code) return refuse(400, "invalid_request", "Missing required parameter: code");
  return refuse(400, "invalid_grant", "Malformed auth code.");
}

function refresh(world: World, params: Params): TokenAnswer {
  const { refresh_token: refreshToken, client_id: clientId } = params;
  if (!refreshToken) return refuse(400, "invalid_request", "Missing required parameter: refresh_token");
  const consent = world.google.state.consents[hashOf(refreshToken)];
  if (!consent || consent.clientId !== clientId) return refuse(400, "invalid_grant", "Bad Request");
  if (consent.revoked) return refuse(400, "invalid_grant", "Token has been expired or revoked.");
  const { email, scopes } = consent;
  return grantToken(world, { email, scopes, roles: [], clientId });
}
