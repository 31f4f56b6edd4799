import assert from "node:assert/strict";
import { it } from "node:test";
import { inWords, nameOf } from "#test/fixtures/findings.ts";
import { checksOf, equal, info, judgeAll, ok, UPDATE, warn } from "#verify/check.ts";
import { peopleChecks, serverChecks, vendorChecks } from "#verify/erp/judge.ts";
import { exitCode, type Part, worst } from "#verify/finding.ts";
import { GOOGLE_CHECKS } from "#verify/google/judge.ts";
import { MICROSOFT_CHECKS } from "#verify/microsoft/judge.ts";
import { DRIFT_CASES } from "./driftCases.ts";

interface Parts {
  door: Part<{ open: boolean; logo?: string } | undefined>;
  owners: Part<string[]>;
}

const check = checksOf<{ open: boolean }, Parts>("erp", "nobody opened");
const checks = [
  check({
    id: "door",
    verdicts: { ok: "there", warn: "gone" },
    reads: ["door"],
    judge: ({ door }) => (door ? ok("present") : warn("present", "gone", UPDATE)),
  }),
  check({
    id: "door.open",
    verdicts: { ok: "as wanted", drift: "otherwise" },
    reads: ["door"],
    of: "door",
    judge: ({ door }, { open }) => equal(open, door.open, UPDATE),
  }),
  check({
    id: "door.logo",
    verdicts: { ok: "there", info: "none" },
    reads: ["door"],
    of: "door",
    judge: ({ door: { logo } }) => (logo ? ok("a logo") : info("a logo", "none")),
  }),
  check({
    id: "door.owners",
    verdicts: { ok: "as wanted", drift: "otherwise" },
    reads: ["owners"],
    of: "door",
    subjects: () => ["1", "2"].map((id) => ({ kind: "secret", id })),
    judge: ({ owners }, _, subject) => equal(true, owners.includes(subject?.id ?? ""), UPDATE),
  }),
];

const problem = { what: "nobody is at home", next: [{ kind: "retry" as const }] };
const door = { value: { open: true, logo: "a bell" } };
const owners = { value: ["1", "2"] };
const judged = (parts: Partial<Parts>) => judgeAll(checks, { open: true }, { door, owners, ...parts });
const said = (parts: Partial<Parts>) =>
  judged(parts)
    .filter(({ verdict }) => verdict !== "ok")
    .map(nameOf);

it("A table of checks says of what was read what each check judges, and ok where all is as it should be", () => {
  assert.deepEqual(said({}), []);
  assert.equal(judged({}).length, 5);
  assert.deepEqual(said({ door: { value: { open: false } }, owners: { value: ["1"] } }), [
    "drift door.open",
    "info door.logo",
    "drift secret 2",
  ]);
});

it("A table of checks is inconclusive in exactly the checks that hang on what could not be read, one for each thing they look at", () => {
  assert.deepEqual(said({ door: { problem } }), [
    "inconclusive door",
    "inconclusive door.open",
    "inconclusive door.logo",
  ]);
  assert.deepEqual(said({ owners: { problem } }), ["inconclusive secret 1", "inconclusive secret 2"]);
});

it("A table of checks says of what is gone only that, whatever else could not be read", () => {
  assert.deepEqual(said({ door: { value: undefined }, owners: { problem } }), ["warn door"]);
});

it("A table of checks keeps what was found as data", () => {
  const [open] = judged({ door: { value: { open: false } } }).filter(({ verdict }) => verdict === "drift");
  assert.deepEqual(open, {
    system: "erp",
    check: "door.open",
    verdict: "drift",
    found: { kind: "changed", expected: true, actual: false },
    next: [{ kind: "update" }],
  });
  assert.deepEqual(open && inWords(open).actual, "no");
});

it("A table of checks is no worse for what is only worth knowing, and fails no run for it, strict or not", () => {
  const findings = judged({ door: { value: { open: true } } });
  assert.ok(findings.some(({ verdict }) => verdict === "info"));
  assert.equal(worst(findings), "ok");
  assert.deepEqual([exitCode(findings, false), exitCode(findings, true)], [0, 0]);
});

const all = [...MICROSOFT_CHECKS, ...GOOGLE_CHECKS, ...serverChecks, ...peopleChecks, ...vendorChecks];

it("The checks of verify have an id of their own in their system, and say what they can find", () => {
  const ids = all.map(({ system, id }) => `${system} ${id}`);
  assert.deepEqual(ids, [...new Set(ids)]);
  for (const { id, verdicts } of all) assert.ok(Object.keys(verdicts).length > 0, id);
});

it("The checks of verify declare every verdict that a change made by hand gets", () => {
  const declared = new Set(
    all.flatMap(({ id, verdicts }) => Object.keys(verdicts).map((one) => `${one} ${id}`)),
  );
  for (const line of Object.values(DRIFT_CASES)
    .flat()
    .flatMap(({ verify }) => verify))
    assert.ok(declared.has(line.replace("secret <id>", "secret")), line);
});
