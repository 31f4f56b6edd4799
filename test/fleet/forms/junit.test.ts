import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { junit } from "#fleet/forms/junit.ts";
import type { FleetRun } from "#fleet/results/result.ts";
import { exampleFleet } from "#test/fixtures/exampleFleet.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";
import { acceptBlind } from "#verify/finding.ts";
import { anyRun } from "../arbitraries.ts";

type Node = Record<string, unknown>;

const parsed = (xml: string, preserveOrder = false) =>
  new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => name === "testcase",
    preserveOrder,
  }).parse(xml);

const suiteOf = (run: FleetRun) => parsed(junit(run)).testsuites.testsuite;

/** Names of elements inside one, in their order; texts left out. */
const inside = (node: Node): string[] =>
  (Object.values(node)[0] as Node[])
    .map((child) => Object.keys(child)[0] ?? "")
    .filter((name) => name !== "#text");

/** What junit-10.xsd of the Jenkins plugin xunit demands, as far as the writer has these elements. */
const ORDER: Readonly<Record<string, RegExp>> = {
  testsuites: /^testsuite$/,
  testsuite: /^(testcase )*(testcase)?( ?system-out)?$/,
  testcase: /^(skipped|error|failure|system-out)?$/,
};

function checkOrder(node: Node): void {
  const [name = ""] = Object.keys(node);
  const allowed = ORDER[name];
  if (!allowed) return;
  assert.match(inside(node).join(" "), allowed);
  for (const child of node[name] as Node[]) checkOrder(child);
}

it("The results as JUnit XML have a test case per tenant: a failure for drift, an error for what could not be found out, a skip for what did not run", () => {
  const run = exampleFleet(300);
  const results = [...run.results.slice(1), { ...run.results[0], outcome: "not-run" }] as FleetRun["results"];
  const suite = suiteOf({ ...run, results });
  for (const { tenant, outcome } of results) {
    const testCase = suite.testcase.find(({ name }: { name: string }) => name === tenant);
    const told = ["failure", "error", "skipped"].filter((element) => element in testCase);
    const expected = { drift: "failure", failed: "error", inconclusive: "error", "not-run": "skipped" };
    assert.deepEqual(told, [expected[outcome as keyof typeof expected]].filter(Boolean), tenant);
  }
});

it("The results as JUnit XML fail no test case for what was accepted not to be looked at, and tell it", () => {
  const findings = acceptBlind([aFinding("inconclusive")], ["microsoft"]);
  const [testCase] = suiteOf(aRun([aResult("acme", { findings })])).testcase;
  assert.ok(!("error" in testCase) && !("failure" in testCase));
  assert.match(testCase["system-out"], /\(accepted: --allow-inconclusive microsoft\)/);
});

it("The results as JUnit XML count what they hold", () => {
  const { testcase, ...suite } = suiteOf(exampleFleet(300));
  const count = (element: string) => testcase.filter((one: object) => element in one).length;
  assert.deepEqual([suite.tests, suite.failures, suite.errors, suite.skipped].map(Number), [
    300,
    count("failure"),
    count("error"),
    count("skipped"),
  ]);
  assert.ok(count("failure") > 10);
});

it("The results as JUnit XML tell expected, found and fix of what drifted, with the tenant in the command", () => {
  const [{ "#text": _, ...drifted }] = suiteOf(
    aRun([
      aResult("acme", {
        outcome: "drift",
        exitCode: 7,
        seconds: 1.5,
        findings: [aFinding("drift", "a < b", { system: "erp" })],
      }),
    ]),
  ).testcase;
  assert.deepEqual(drifted, {
    name: "acme",
    classname: "modern-auth drift",
    time: "1.500",
    failure: {
      message: "drift: erp a < b",
      type: "drift",
      "#text": "drift: erp a < b\n  expected: 1\n  found: 2\n  fix: pulumi up --stack acme",
    },
  });
});

it("The results as JUnit XML are well-formed and in the schema's order, whatever the results hold", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const xml = junit(run);
      assert.equal(XMLValidator.validate(xml), true);
      assert.doesNotMatch(xml, /(?![\t\n\r])\p{Cc}|\uFFFE|\uFFFF/u);
      for (const node of parsed(xml, true) as Node[]) checkOrder(node);
      assert.equal(parsed(xml).testsuites.testsuite.testcase?.length ?? 0, run.results.length);
    }),
  );
});
