import assert from "node:assert/strict";
import { afterEach, it, mock } from "node:test";
import { sharedCauses } from "#fleet/forms/findings.ts";
import { summary } from "#fleet/forms/summary.ts";
import { aFinding, inWords, lines } from "#test/fixtures/findings.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";
import { ErpReader } from "#verify/erp/reader.ts";
import type { Finding } from "#verify/finding.ts";
import { signInToGoogle, verifyGoogle } from "#verify/google/verify.ts";
import { signIn, verifyMicrosoft } from "#verify/microsoft/verify.ts";
import { countChecks, oneEachCause } from "#verify/oneCause.ts";
import { googleTenant } from "./googleTenant.ts";
import { provisionedTenant } from "./tenant.ts";

const saved = { ...process.env };
afterEach(() => {
  mock.restoreAll();
  process.env = { ...saved };
});

/** What of the three systems could not be looked at. */
async function blind(
  spoil: () => void,
  more: { company?: string; password?: string } = {},
): Promise<Finding[]> {
  const google = await googleTenant();
  const microsoft = await provisionedTenant();
  Object.assign(process.env, microsoft.identities);
  spoil();
  const erp = new ErpReader({ ...microsoft.access, ...more });
  const { graph, endpoints } = await signIn(microsoft.expected.tenantId, fetch);
  const auth = await signInToGoogle({ GOOGLE_OAUTH_ACCESS_TOKEN: "ya29.x" }, fetch);
  const all = [
    ...(await verifyMicrosoft(microsoft.expected, erp, graph, endpoints, fetch)).findings,
    ...(await verifyGoogle(google.expected, erp, auth, fetch)).findings,
  ];
  return all.filter(({ found }) => found.kind === "unreadable");
}

const noConnection = (cause: object) => (): void => {
  process.env["HTTPS_PROXY"] = "http://user:secret@127.0.0.1:9";
  mock.method(globalThis, "fetch", async () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("x"), cause) });
  });
};

it("One cause is one finding: a dead proxy blocks all checks of all three systems, and only the proxy is to be mended", async () => {
  const findings = await blind(noConnection({ code: "ECONNREFUSED", port: 9 }));
  const [one, ...others] = oneEachCause(findings);
  assert.ok(one && others.length === 0, lines(others).join("\n"));
  const { actual, fix } = inWords(one);
  assert.equal(actual, "nothing listens at the proxy http://127.0.0.1:9 (HTTPS_PROXY)");
  assert.equal(fix, "start that proxy, or set HTTPS_PROXY to one that answers");
  assert.equal(countChecks([one]), findings.length);
  assert.ok(findings.length > 30);
  const { found } = one;
  assert.ok(found.kind === "unreadable" && found.cause?.kind === "proxy" && found.blocks);
  assert.deepEqual([...new Set(found.blocks.map(({ system }) => system))], ["microsoft", "erp", "google"]);
});

it("One cause is one finding: without a network each of the three systems is told once, and the proxy is not blamed", async () => {
  const told = oneEachCause(
    await blind(noConnection({ code: "ENOTFOUND", hostname: "graph.microsoft.com" })),
  );
  assert.deepEqual(
    told.map(({ found }) => found.kind === "unreadable" && found.cause),
    [{ kind: "unreachable" }, { kind: "erp", code: "unreachable" }, { kind: "google", code: "unreachable" }],
  );
});

it("One cause is one finding: a wrong password or company of the ERP, with the key of the configuration that mends it", async () => {
  for (const [more, fix] of [
    [{ password: "wrong" }, "pulumi config set --secret modernauth:erpPassword --stack acme"],
    [{ company: "No such company" }, "pulumi config set --path erp.company <exact name or id> --stack acme"],
  ] as const) {
    const told = oneEachCause((await blind(() => {}, more)).filter(({ system }) => system === "erp"));
    assert.deepEqual(
      told.map(inWords).map((one) => one.fix),
      [fix],
    );
  }
});

const blocked = (what: string, next = aFinding("inconclusive").next): Finding[] =>
  ["a", "b", "c"].map((check) => aFinding("inconclusive", check, { actual: what, next }));

it("One cause is one finding keeps what else was found in its place, and what only one check could not read as it was", () => {
  const [first, alone, found] = [blocked("expired"), blocked("other").slice(0, 1), [aFinding("drift", "d")]];
  const told = oneEachCause([...found, ...first.slice(0, 1), ...alone, ...first.slice(1)]);
  assert.deepEqual(lines(told), ["drift d: 2", "inconclusive 3 checks: expired", "inconclusive a: other"]);
  assert.ok(!("blocks" in (told[2]?.found ?? {})));
});

it("A cause that several tenants have is told once over the fleet, with the fix that mends it for all; what each needs for itself is not", () => {
  const person = [{ kind: "person" as const, text: "renew the secret" }];
  const own = [{ kind: "pulumi" as const, words: ["config", "set", "x"] }];
  const unwell = (tenant: string, extra: Finding[] = []) =>
    aResult(tenant, {
      outcome: "inconclusive",
      findings: oneEachCause([...blocked("expired", person), ...blocked("wrong password", own), ...extra]),
    });
  const results = [unwell("acme"), unwell("beta", [aFinding("warn", "w")])];
  const { shared, rest } = sharedCauses(results);
  assert.deepEqual(shared, [
    {
      outcome: "inconclusive",
      text: "expired",
      fix: "renew the secret",
      tenants: ["acme", "beta"],
      checks: 6,
    },
  ]);
  assert.deepEqual(
    rest.map(({ findings = [] }) => lines(findings)),
    [["inconclusive 3 checks: wrong password"], ["inconclusive 3 checks: wrong password", "warn w: 2"]],
  );
  const text = summary(aRun(results), process.stderr);
  assert.equal(text.match(/expired/g)?.length, 1);
  assert.equal(text.match(/renew the secret/g)?.length, 1);
  for (const tenant of ["acme", "beta"]) assert.ok(text.includes(`pulumi config set x --stack ${tenant}`));
});

it("A tenant whose only trouble is a cause that others have too has no lines of its own", () => {
  const cause = { kind: "microsoft", text: "The deployer's secret has expired." };
  const next = [{ kind: "person" as const, text: "renew it" }];
  const results = ["acme", "beta"].map((tenant) => aResult(tenant, { outcome: "failed", cause, next }));
  const text = summary(aRun(results), process.stderr);
  assert.match(
    text,
    /failed +2 tenants: acme, beta\n {2}cause {7}The deployer's secret has expired\.\n {2}fix {9}renew it\n/,
  );
  assert.equal(text.match(/acme/g)?.length, 1);
});
