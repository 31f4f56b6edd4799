import assert from "node:assert/strict";
import { it } from "node:test";
import type { RedirectVerdict } from "#clients/google/redirectVerdict.ts";
import { inWords } from "#test/fixtures/findings.ts";
import { needsAttention } from "#verify/finding.ts";
import type { ExpectedGoogle } from "#verify/google/expected.ts";
import { judgeGoogle } from "#verify/google/judge.ts";
import { type RedirectSeen, redirectSeenNow } from "#verify/google/redirectSeen.ts";
import { CLIENT, expected, live, observed, REDIRECT, secret } from "./fixture.ts";

const NOW = expected().now;
const SEEN: RedirectSeen = { clientId: CLIENT, redirectUri: REDIRECT, at: "2026-11-21T02:00:00.000Z" };
const saying = (
  verdict: RedirectVerdict["verdict"],
  reason: RedirectVerdict["reason"] = "probe_blind",
): RedirectVerdict => ({ verdict, reason, message: "the page says nothing", fix: "look again later" });

/** What is said of the redirect URI when the page says nothing today. */
function silent(redirectSeen: RedirectSeen | undefined, redirect = saying("inconclusive")) {
  const wanted = { ...expected(), ...(redirectSeen ? { redirectSeen } : {}) };
  const found = judgeGoogle(wanted, observed({ redirect }), { value: live() }).find(
    ({ check }) => check === "client.redirectUri",
  );
  assert.ok(found);
  return { ...inWords(found), counts: needsAttention(found) };
}

it("The redirect page may say nothing for three days after it was last seen to take the URI: that is told, with both times", () => {
  const { verdict, actual, counts } = silent(SEEN);
  assert.deepEqual([verdict, counts], ["info", false]);
  assert.equal(
    actual,
    "not seen now (the page says nothing); Google took it when it was last seen, on 2026-11-21T02:00:00.000Z, which counts until 2026-11-24T02:00:00.000Z",
  );
});

for (const [when, seen] of [
  ["for more than three days", { ...SEEN, at: "2026-11-21T01:59:59.999Z" }],
  ["and never took the URI", undefined],
  ["and was last seen in the future, under a wrong clock", { ...SEEN, at: "2026-11-24T02:00:00.001Z" }],
  ["and nobody can tell when it was last seen", { ...SEEN, at: "yesterday" }],
  ["and took another URI", { ...SEEN, redirectUri: "https://beta.cid-erp.app/oauth2/retrieve_token" }],
  ["and took it of another client", { ...SEEN, clientId: "another" }],
] as [string, RedirectSeen | undefined][])
  it(`The redirect page that says nothing ${when} is inconclusive`, () => {
    assert.equal(silent(seen).verdict, "inconclusive");
  });

it("The redirect page on which Google refuses the client is not silent, whenever it was last seen", () => {
  assert.equal(silent(SEEN, saying("inconclusive", "client_refused:org_internal")).verdict, "inconclusive");
});

it("The redirect page is remembered when it takes the URI, as before while it says nothing, and no more once it refuses", () => {
  const after = (verdict: RedirectVerdict["verdict"], more: Partial<ExpectedGoogle> = {}) =>
    redirectSeenNow({ ...expected({ redirectSeen: SEEN }), ...more }, saying(verdict));
  assert.deepEqual(after("registered"), { ...SEEN, at: NOW });
  assert.deepEqual(after("inconclusive"), SEEN);
  assert.equal(after("mismatch"), undefined);
  assert.equal(after("inconclusive", { secrets: [secret(1, { clientId: "another" })] }), undefined);
  assert.equal(redirectSeenNow(expected({ redirectSeen: SEEN }), undefined), undefined);
});
