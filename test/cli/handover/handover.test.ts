import assert from "node:assert/strict";
import { it } from "node:test";
import { confirmedSecrets } from "#cli/arguments.ts";
import { type HandoverOptions, handoverUsageProblem } from "#cli/handover/run.ts";

const VENDOR = { vendor: true } as const;
const BY = "support@vendor.example";

const right: [HandoverOptions, boolean][] = [
  [{}, false],
  [{ out: "acme.md" }, false],
  [{ ...VENDOR, recipient: "age1", out: "acme.age" }, false],
  [{ ...VENDOR, recipientFile: "keys.txt", out: "acme.age" }, false],
  [{ ...VENDOR, show: true }, true],
  [{ ...VENDOR, confirmed: { google: 1 }, by: BY, on: "2026-11-23" }, false],
];
for (const [options, terminal] of right)
  it(`The options of handover go together as ${JSON.stringify(options)}`, () =>
    assert.equal(handoverUsageProblem(options, terminal), undefined));

const wrong: [HandoverOptions, RegExp][] = [
  [{ recipient: "age1", out: "x" }, /go with --vendor/],
  [{ show: true }, /go with --vendor/],
  [{ by: BY }, /go with --vendor/],
  [VENDOR, /needs one of/],
  [
    { ...VENDOR, out: "x" },
    /--out needs --recipient or --recipient-file: secrets are written encrypted only/,
  ],
  [{ ...VENDOR, recipient: "age1" }, /need --out/],
  [{ ...VENDOR, recipient: "age1", out: "x", show: true }, /needs one of/],
  [{ ...VENDOR, out: "x", confirmed: { google: 1 }, by: BY }, /needs one of/],
  [{ ...VENDOR, confirmed: { google: 1 } }, /--confirmed needs --by/],
  [{ ...VENDOR, recipient: "age1", out: "x", by: BY }, /--by and --on go with --confirmed/],
  [{ ...VENDOR, show: true }, /for a terminal only/],
];
for (const [options, said] of wrong)
  it(`The options of handover do not go together as ${JSON.stringify(options)}`, () =>
    assert.match(handoverUsageProblem(options, false) ?? "", said));

it("What the vendor confirmed is a number for each system", () => {
  assert.deepEqual(confirmedSecrets("google=1", confirmedSecrets("microsoft=12")), {
    microsoft: 12,
    google: 1,
  });
});

for (const text of ["microsoft", "microsoft=0", "microsoft=", "Google=1", "erp=1", "google=1.5", "google=-1"])
  it(`What the vendor confirmed cannot be "${text}"`, () =>
    assert.throws(() => confirmedSecrets(text), /is not allowed; microsoft=<number> or google=<number>/));
