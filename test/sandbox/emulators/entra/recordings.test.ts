import assert from "node:assert/strict";
import { it } from "node:test";
import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { createEntra, type EntraState } from "#sandbox/emulators/entra/entra.ts";
import { unused } from "#test/contracts/contracts.ts";
import { type PluginExchange, traffic } from "#test/contracts/plugins.ts";
import { deployer, type Json, leastRoles, tenantId } from "./world.ts";

const host = "https://localhost:8443";

/** Values that the server makes up, by the name of the property that first shows them. */
const madeUp = new Set(["appId", "createdDateTime", "hint", "id", "keyId", "secretText", "startDateTime"]);

/** Lists of what the tenant knows, in no order: ours know more than the recorded ones. */
const catalogues = new Set(["appRoles", "oauth2PermissionScopes", "servicePrincipalNames"]);

interface Exchange extends PluginExchange {
  response?: Json;
}

it("the recorded traffic of the real azuread plugin gets the recorded status and at least the recorded fields from first creation to destroy", async () => {
  const entra = createEntra({ tenantId, deployer: { ...deployer, secret: "zz", roles: leastRoles } });
  const graphId = Object.values(entra.state.servicePrincipals).find(
    ({ appId }) => appId === GRAPH_APP_ID,
  )?.id;
  assert.ok(graphId);
  const replay = new Replay(entra, new Map([["{graph}", graphId]]));
  for (const exchange of traffic("azuread-6.9.1/traffic")) await replay.exchange(exchange);
  assert.deepEqual(unused("azuread-6.9.1/traffic"), []);
  assert.equal(
    Object.values(entra.state.deletedItems).length,
    2,
    "the application and its service principal",
  );
});

/** Sends recorded requests in order and keeps what the emulator made up in place of the recorded values. */
class Replay {
  readonly entra: Emulator<EntraState>;
  readonly known: Map<string, string>;
  authorization = "";

  constructor(entra: Emulator<EntraState>, known: Map<string, string>) {
    this.entra = entra;
    this.known = known;
  }

  async exchange(recorded: Exchange): Promise<void> {
    const label = `${recorded.run} ${recorded.method} ${recorded.url}`;
    const response = await this.entra.fetch(this.request(recorded));
    const text = await response.text();
    assert.equal(response.status, recorded.status, `${label}: ${text}`);
    if (recorded.response === undefined) {
      assert.equal(text, "", label);
      return;
    }
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/, label);
    const body = JSON.parse(text);
    if (recorded.url.endsWith("/token")) this.compareTokens(body, recorded.response, label);
    else {
      if (recorded.method === "POST") this.learn(recorded.response, body);
      assertContains(body, this.translate(recorded.response), label);
    }
  }

  request({ method, url, type, body }: Exchange): Request {
    const text = typeof body === "string" ? body : JSON.stringify(this.translate(body));
    return new Request(host + this.translate(url), {
      method,
      headers: { ...(type && { "content-type": type }), authorization: this.authorization },
      ...(text === undefined ? {} : { body: text }),
    });
  }

  compareTokens(live: Json, recorded: Json, label: string): void {
    const { access_token: liveToken, ...liveRest } = live;
    const { access_token: wanted, ...recordedRest } = recorded;
    assertContains(liveRest, recordedRest, label);
    const claims = decode(liveToken);
    for (const name of ["aud", "oid", "tid", "appid", "scp"])
      assert.equal(claims[name], wanted[name], `${label} ${name}`);
    assert.equal(claims.exp - claims.iat, wanted.lifetime, label);
    for (const role of wanted.roles) assert.ok(claims.roles.includes(role), `${label} ${role}`);
    this.authorization = `Bearer ${liveToken}`;
  }

  learn(recorded: Json, live: Json): void {
    for (const [name, value] of Object.entries(recorded)) {
      if (madeUp.has(name) && typeof value === "string" && !this.known.has(value)) {
        assert.equal(typeof live[name], "string", name);
        this.known.set(value, live[name]);
      }
    }
  }

  /** The recorded value with every made-up value in it replaced by the emulator's. */
  translate(value: Json): Json {
    if (value === undefined) return undefined;
    // Longest first: a hint is the beginning of its secret.
    const known = [...this.known].sort(([left], [right]) => right.length - left.length);
    const text = known.reduce((all, [from, to]) => all.replaceAll(from, to), JSON.stringify(value));
    return JSON.parse(text);
  }
}

function decode(token: string): Json {
  const parts = token.split(".");
  assert.equal(parts.length, 3);
  return JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString());
}

function assertContains(live: Json, recorded: Json, path: string): void {
  if (Array.isArray(recorded)) {
    assert.ok(Array.isArray(live), path);
    const open = [...catalogues].some((name) => path.endsWith(`.${name}`));
    if (!open) assert.equal(live.length, recorded.length, `${path}: ${JSON.stringify(live)}`);
    recorded.forEach((item, index) => {
      const same = open ? live.find((one: Json) => (one.id ?? one) === (item.id ?? item)) : live[index];
      assertContains(same, item, `${path}[${index}]`);
    });
  } else if (typeof recorded === "object" && recorded !== null) {
    assert.ok(typeof live === "object" && live !== null, path);
    for (const [name, value] of Object.entries(recorded))
      assertContains(live[name], value, `${path}.${name}`);
  } else assert.equal(live, recorded, path);
}
