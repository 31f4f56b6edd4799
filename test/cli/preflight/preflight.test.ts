import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, it, mock } from "node:test";
import { erpObstacles } from "#cli/preflight/erp.ts";
import { googleObstacles } from "#cli/preflight/google.ts";
import { microsoftObstacles } from "#cli/preflight/microsoft.ts";
import type { Obstacle } from "#cli/preflight/obstacle.ts";
import { obstaclesOf, preflightAnswer } from "#cli/preflight/run.ts";
import { parseConfig } from "#config/parse.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { entriesIn, type Settings } from "#config/tenantSettings.ts";
import { writtenSettings } from "#stack/inventory/writtenSettings.ts";
import type { Stack } from "#stack/stack.ts";
import { type GoogleTenant, googleTenant } from "#test/verify/googleTenant.ts";
import { provisionedTenant } from "#test/verify/tenant.ts";

const saved = { ...process.env };
let tenant: GoogleTenant;
beforeEach(async () => {
  tenant = await googleTenant();
  Object.assign(process.env, tenant.identities);
});
afterEach(() => {
  mock.restoreAll();
  process.env = { ...saved };
});

const DEV = writtenSettings(readFileSync("Pulumi.dev.yaml", "utf8"), "erp-modern-auth") as Settings;

/** The dev stack before its first update, with other settings. */
function stackWith(more: Record<string, object | string> = {}): Stack {
  const settings = Object.entries(DEV)
    .filter(([key]) => !key.startsWith("pulumi:"))
    .map(([key, value]) => {
      const changed = more[key];
      return [key, typeof changed === "object" ? { ...(value as object), ...changed } : (changed ?? value)];
    });
  const entries = {
    ...entriesIn(Object.fromEntries(settings)),
    "modernauth:erpPassword": {
      value: String(more["modernauth:erpPassword"] ?? tenant.erpApiKey),
      encrypted: true,
    },
  };
  return { config: parseConfig("dev", entries), exported: {}, tag: "erp-modern-auth/dev" };
}

const inErp = async (more: Record<string, object | string> = {}) => erpObstacles(stackWith(more).config);
const short = (found: readonly Obstacle[]): string[] =>
  found.map(({ level, property, next }) => `${level} ${property} -> ${nextStepText(next, "dev")}`);

it("The ERP before a change is reached, logged in to and asked for company, module, fields and servers; nothing is in the way where all is there", async () => {
  assert.deepEqual(short(await inErp()), []);
});

for (const [what, more, expected] of [
  [
    "a company that is not there",
    { erp: { company: "No such company" } },
    "error erp.company -> pulumi config set --path erp.company <exact name or id> --stack dev",
  ],
  [
    "a mail server that is not there",
    { erp: { incomingServers: ["Nobody's"] } },
    "error erp.incomingServers[0] -> pulumi config set --path 'erp.incomingServers[0]' <exact name or id> --stack dev",
  ],
  [
    "a password that is refused",
    { "modernauth:erpPassword": "wrong" },
    "error modernauth:erpLogin, modernauth:erpPassword -> pulumi config set --secret modernauth:erpPassword --stack dev",
  ],
  [
    "a database that is not there",
    { "modernauth:erpDatabase": "nowhere" },
    "error modernauth:erpDatabase -> pulumi config set modernauth:erpDatabase <database> --stack dev",
  ],
  [
    "a field that is not there",
    { erp: { fields: { microsoft: { clientId: "x_none" } } } },
    "error erp.fields.microsoft.clientId -> pulumi config set --path erp.fields.microsoft.clientId <field> --stack dev",
  ],
] as const)
  it(`The ERP before a change stands in the way with ${what}, and what mends it is named`, async () => {
    assert.deepEqual(short(await inErp(more)), [expected]);
  });

it("The ERP before a change is unknown where it does not answer, and never in order", async () => {
  tenant.erp.faults.list = [{ drop: true }];
  const found = await inErp();
  assert.deepEqual(
    found.map(({ level }) => level),
    ["unknown"],
  );
  assert.equal(preflightAnswer("dev", found).outcome, "inconclusive");
});

const atGoogle = async (more: Record<string, object> = {}) =>
  googleObstacles("dev", stackWith(more), new Date("2026-11-24T00:00:00Z"));

it("Google before a change is asked for project, APIs and the caller's rights: a client that nobody has made is a warning", async () => {
  tenant.limitRoles(["roles/owner"]);
  assert.deepEqual(short(await atGoogle()), ["warning google client -> modern-auth google guide dev"]);
});

it("Google before a change stands in the way with a wrong project, which is told once and with its key", async () => {
  const found = (await atGoogle({ google: { project: "not-the-project" } })).filter(
    ({ level }) => level === "error",
  );
  assert.equal(found.length, 1);
  assert.match(short(found)[0] ?? "", /pulumi config set --path google\.project <project id> --stack dev/);
});

it("Google before a change stands in the way of whoever lacks the right to make what is missing, or has no identity", async () => {
  const [rights] = (await atGoogle()).filter(({ level }) => level === "error");
  assert.match(rights?.what ?? "", /lacks secretmanager\.secrets\.create on the project/);
  process.env["GOOGLE_OAUTH_ACCESS_TOKEN"] = "ya29.not-known";
  const refused = (await atGoogle()).filter(({ level }) => level === "error");
  assert.deepEqual(
    refused.map(({ what }) => what),
    ["Google does not take the credentials (401)"],
  );
});

it("Microsoft before a change is unknown as far as the deployer may not see the tenant's policies", async () => {
  const { identities } = await provisionedTenant();
  Object.assign(process.env, identities);
  const found = await microsoftObstacles("dev", stackWith());
  assert.deepEqual(
    found.map(({ level, property }) => `${level} ${property}`),
    ["unknown the tenant's policies"],
  );
  process.env["ARM_CLIENT_SECRET"] = "wrong";
  const [refused, ...others] = await microsoftObstacles("dev", stackWith());
  assert.deepEqual([refused?.level, others], ["error", []]);
  assert.match(refused?.what ?? "", /AADSTS7000215/);
});

it("A look before a change asks all three systems, also where one of them fails", async () => {
  const wrong = { google: { project: "not-the-project" }, erp: { company: "No such company" } };
  const found = await obstaclesOf("dev", stackWith(wrong), new Date("2026-11-24T00:00:00Z"));
  const stopping = found.filter(({ level }) => level === "error" || level === "unknown");
  assert.deepEqual(
    new Set(stopping.map(({ system }) => system)),
    new Set(["microsoft", "google", "erp"]),
    short(found).join("\n"),
  );
});

it("A look before a change is refused for an error, inconclusive for what is unknown, and ok with warnings", () => {
  const obstacle = (level: Obstacle["level"]): Obstacle => ({
    system: "erp",
    level,
    property: "p",
    what: "is wrong",
    allowed: "right",
    next: { kind: "retry" },
  });
  const outcome = (...levels: Obstacle["level"][]) => preflightAnswer("dev", levels.map(obstacle)).outcome;
  assert.equal(outcome("unknown", "error"), "refused");
  assert.equal(outcome("warning", "unknown"), "inconclusive");
  assert.equal(outcome("warning", "info"), "ok");
  assert.match(preflightAnswer("dev", []).text ?? "", /^Stack "dev": nothing stands in the way\.\n$/);
  assert.doesNotMatch(
    preflightAnswer("dev", [obstacle("unknown")]).text ?? "",
    /: nothing stands in the way/,
  );
});
