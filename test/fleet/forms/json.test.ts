import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { readResults, resultsJson } from "#fleet/forms/json.ts";
import { anyRun } from "../arbitraries.ts";

const RUN = {
  version: 2,
  command: "drift",
  started: "2026-11-23T02:00:00Z",
  seconds: 1,
  results: [],
  notes: [],
};
const RESULT = { tenant: "acme", tags: [], outcome: "ok", exitCode: 0, seconds: 1, next: [] };

const refused = (value: unknown): string => {
  try {
    readResults("results.json", typeof value === "string" ? value : JSON.stringify(value));
  } catch (error) {
    return (error as Error).message.replace(
      ". To write such a file: modern-auth drift --all --results <file>",
      "",
    );
  }
  return "not refused";
};

it("The results as JSON are read as they were written", () => {
  fc.assert(fc.property(anyRun, (run) => assert.deepEqual(readResults("x", resultsJson(run)), run)));
});

it("The results as JSON name the version of their form", () => {
  assert.equal(JSON.parse(resultsJson(RUN)).version, 2);
});

it("The results as JSON are read without what a later program may have added", () => {
  const written = JSON.stringify({ ...RUN, later: 1, results: [{ ...RESULT, password: "hunter2" }] });
  assert.doesNotMatch(JSON.stringify(readResults("x", written)), /later|hunter2/);
});

it("The results as JSON are read without halves of characters, which no other form can hold", () => {
  const written = resultsJson({ ...RUN, notes: ["\ud83d"] });
  assert.deepEqual(readResults("x", written).notes, ["\ufffd"]);
});

for (const [wrong, says] of [
  ["nonsense", "results.json: it holds no JSON object"],
  [[], "results.json: it holds no JSON object"],
  [{ ...RUN, version: 1 }, "results.json: version is 1. Invalid input: expected 2"],
  [
    { ...RUN, started: "today" },
    'results.json: started is "today". expected a time such as 2026-11-23T02:00:00Z',
  ],
  [
    { ...RUN, results: [{ ...RESULT, outcome: "fine" }] },
    'results.json: results.0.outcome is "fine". Invalid option: expected one of "ok"|"warn"|"drift"|"inconclusive"|"not-provisioned"|"refused"|"failed"|"not-run"',
  ],
  [
    {
      ...RUN,
      results: [{ ...RESULT, expiries: [{ system: "microsoft", what: "secret 1", end: "2027-02-29" }] }],
    },
    'results.json: results.0.expiries.0.end is "2027-02-29". expected a date that exists, such as 2026-11-23',
  ],
  [
    { ...RUN, notes: undefined },
    "results.json: notes is missing. Invalid input: expected array, received undefined",
  ],
] as const)
  it(`The results as JSON are refused where ${says.slice("results.json: ".length)}`, () => {
    assert.equal(refused(wrong), says);
  });
