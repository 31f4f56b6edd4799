import assert from "node:assert/strict";
import { it } from "node:test";
import { inWords } from "#test/fixtures/findings.ts";
import { judgeAll } from "#verify/check.ts";
import { type ExpectedHandover, vendorChecks } from "#verify/erp/judge.ts";

const CONFIRMED = { microsoft: 1, google: 1, by: "support@vendor.example", on: "2026-11-23" } as const;

function judged(newest: ExpectedHandover["newest"], handedOver: ExpectedHandover["handedOver"]) {
  const [access, finding] = judgeAll(vendorChecks, { stack: "acme", newest, handedOver }, {});
  assert.ok(access && finding);
  const { verdict, actual } = inWords(access);
  assert.deepEqual(
    [verdict, actual],
    ["info", "not looked at: the vendor runs this ERP, and nobody else has access to it"],
  );
  return inWords(finding);
}

it("The finding about an ERP that nobody but its vendor reaches is only worth knowing with who confirmed the newest secrets, and does not claim that somebody looked", () => {
  const { verdict, actual, fix } = judged({ microsoft: 1, google: 1 }, CONFIRMED);
  assert.deepEqual([verdict, fix], ["info", ""]);
  assert.equal(actual, "microsoft=1 google=1, as support@vendor.example said on 2026-11-23; nobody can look");
});

it("The finding about an ERP that nobody but its vendor reaches is a warning that says so when Microsoft's secret was made again", () => {
  const newest = { microsoft: 1, microsoftKeyId: "second", google: 1 };
  const { verdict, actual } = judged(newest, CONFIRMED);
  assert.equal(verdict, "warn");
  assert.match(actual, /^microsoft=1 google=1, .*Microsoft's was made again since$/);
});

it("The finding about an ERP that nobody but its vendor reaches is a warning with the command when there is a newer secret, or nothing was ever confirmed", () => {
  for (const confirmed of [CONFIRMED, undefined]) {
    const { verdict, fix } = judged({ microsoft: 2, google: 1 }, confirmed);
    assert.equal(verdict, "warn");
    assert.match(fix, /^modern-auth handover acme --vendor /);
  }
});
