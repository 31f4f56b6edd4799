import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { markdown } from "#fleet/forms/markdown.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";
import { worded } from "#test/fixtures/worded.ts";
import { anyRun } from "../arbitraries.ts";

const GITHUB = 65_536;

const finding = (index: number) =>
  aFinding("drift", `check ${index}`, { expected: "e".repeat(500), actual: "a".repeat(500) });

const manyFindings = Array.from({ length: 25 }, (_, index) => finding(index));

const sections = (text: string): string[] =>
  [...text.matchAll(/^<summary><b><code>(.*?)<\/code>/gm)].map(([, tenant = ""]) => tenant);

const leftOut = (text: string): number => Number(/\*\*(\d+) more need attention\*\*/.exec(text)?.[1] ?? 0);

/** What is neither our own markup nor escaped. */
const bare = (text: string): string => text.replace(/<code>[^<]*<\/code>/g, "");

it("The results as Markdown begin with what needs attention, the worst first, and leave out what does not", () => {
  const text = markdown(
    aRun([
      aResult("acme"),
      aResult("birch", { outcome: "warn" }),
      aResult("cedar", { outcome: "drift" }),
      aResult("ember", { outcome: "failed", ...worded("locked", "pulumi cancel --stack ember") }),
    ]),
  );
  assert.match(text, /^### <code>modern-auth drift<\/code>: 3 of 4 tenants need attention\n/);
  assert.deepEqual(sections(text), ["ember", "cedar", "birch"]);
  assert.ok(text.includes("Next: <code>pulumi cancel --stack ember</code>"));
});

it("The results as Markdown show planned changes by property, of a tenant that is ok as well", () => {
  const planned = [
    { op: "update", type: "azuread Application", name: "app", properties: ["web.redirectUris", "owners"] },
  ];
  assert.ok(
    markdown(aRun([aResult("acme", { planned })])).includes(
      "| <code>update</code> | <code>azuread Application app</code> | <code>web.redirectUris, owners</code> |",
    ),
  );
});

it("The results as Markdown cut what is long, and say how much was left out", () => {
  const text = markdown(aRun([aResult("acme", { outcome: "drift", findings: manyFindings })]));
  assert.equal(text.match(/^\| drift \| <code>microsoft check/gm)?.length, 10);
  assert.match(text, /^15 more are left out here\.$/m);
  assert.doesNotMatch(text, /e{401}/);
});

it("The results as Markdown show what is worth knowing after all else, and do not count it among what needs attention", () => {
  const known = aResult("acme", { findings: [aFinding("info", "application.logo")] });
  const text = markdown(aRun([known, aResult("birch", { outcome: "warn" })]));
  assert.match(text, /: 1 of 2 tenants need attention\n/);
  assert.deepEqual(sections(text), ["birch", "acme"]);
  assert.match(text, /^\| info \| <code>microsoft application\.logo<\/code> /m);
});

it("The results as Markdown fit a comment on GitHub with 500 tenants that drifted, and count those left out", () => {
  const results = Array.from({ length: 500 }, (_, index) =>
    aResult(`tenant-${index}`, { outcome: "drift", findings: manyFindings }),
  );
  const text = markdown(aRun(results));
  assert.ok(text.length <= GITHUB, `${text.length}`);
  assert.ok(text.length > GITHUB * 0.7, "there was room for more");
  assert.ok(sections(text).length > 0);
  assert.equal(sections(text).length + leftOut(text), 500);
});

it("The results as Markdown fit and count, whatever the results hold, and are no markup, table or mention but our own", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const text = markdown(run);
      assert.ok(text.length <= GITHUB);
      assert.doesNotMatch(bare(text).replace(/<\/?(details|summary|b)>/g, ""), /[<>@`[\]$]/);
      assert.doesNotMatch(text, /<code>[^<]*\n/);
      for (const row of text.split("\n").filter((line) => line.startsWith("|")))
        assert.ok([1, 2, 3, 5].includes(row.split("|").length - 2), row);
    }),
  );
});
