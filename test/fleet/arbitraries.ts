import fc from "fast-check";
import { addDays } from "#config/rules/dates.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import { type FleetRun, GRAVITY, type TenantResult } from "#fleet/results/result.ts";
import type { Finding, FindingValue, Found } from "#verify/finding.ts";

/** What means something in one of the forms. */
export const HOSTILE = [
  "</script><script>document.title='taken'</script>",
  "<img src=x onerror=document.title='taken'>",
  `"><svg onload="document.title='taken'">`,
  "</code></details>| a | b |`x`**y**",
  "@everyone #1 [x](javascript:alert(1)) $x$",
  "]]><!-- &amp; \u0000\u001b[31m \ufffe",
  "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:taken",
  'a"} 1\nmodern_auth_taken{x="\\',
  "ünïcödé 漢字 🔑 ‮desrever",
  "x".repeat(2000),
];

/** As JSON brings objects back: with the usual prototype. */
const record = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { noNullPrototype: true });

const hostile = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE));

const day = fc.integer({ min: 0, max: 1000 }).map((days) => addDays("2026-01-01", days));
const time = day.map((date) => `${date}T02:00:00.000Z`);
const seconds = fc.integer({ min: 0, max: 100_000 }).map((milliseconds) => milliseconds / 1000);

const step: fc.Arbitrary<NextStep> = fc.oneof(
  record({ kind: fc.constant("update" as const) }),
  record({ kind: fc.constantFrom("pulumi" as const, "modern-auth" as const), words: fc.array(hostile) }),
  record({ kind: fc.constant("retry" as const), note: hostile }),
  record({ kind: fc.constant("person" as const), text: hostile, page: hostile }),
);

const texts = fc.array(hostile, { maxLength: 3 });
const value: fc.Arbitrary<FindingValue> = fc.oneof(
  hostile,
  fc.boolean(),
  texts,
  record({
    text: fc.constant("{some} and {others} of {days} days, {missing}"),
    some: hostile,
    others: texts,
    days: fc.nat(),
  }),
);

const found: fc.Arbitrary<Found> = fc.oneof(
  record({ kind: fc.constantFrom("same" as const, "changed" as const), expected: value, actual: value }),
  record({ kind: fc.constant("list" as const), expected: texts, missing: texts, unexpected: texts }),
  record({ kind: fc.constant("consent-awaited" as const), expected: texts, missing: texts }),
  record({
    kind: fc.constant("unreadable" as const),
    what: hostile,
    at: fc.constantFrom("erp" as const, "google" as const),
  }),
);

const finding: fc.Arbitrary<Finding> = record({
  system: fc.constantFrom("microsoft" as const, "google" as const, "erp" as const),
  check: hostile,
  verdict: fc.constantFrom(...(["ok", "info", "warn", "inconclusive", "drift"] as const)),
  found,
  next: fc.array(step, { maxLength: 2 }),
});

const planned = record({ op: hostile, type: hostile, name: hostile, properties: fc.array(hostile) });

const expiry = record({ system: fc.constant("microsoft" as const), what: hostile, end: day });

const result: fc.Arbitrary<TenantResult> = fc.record(
  {
    tenant: hostile,
    tags: fc.uniqueArray(hostile, { maxLength: 3 }),
    outcome: fc.constantFrom(...GRAVITY),
    exitCode: fc.constantFrom(0, 1, 3, 4, 7),
    seconds,
    cause: record({ kind: fc.constant("error"), text: hostile }),
    next: fc.array(record({ kind: fc.constant("person"), text: hostile }), { maxLength: 2 }),
    findings: fc.array(finding, { maxLength: 4 }),
    checks: fc.nat(),
    planned: fc.array(planned, { maxLength: 3 }),
    expiries: fc.uniqueArray(expiry, { maxLength: 3, selector: ({ what }) => what }),
    lastRun: time,
  },
  { requiredKeys: ["tenant", "tags", "outcome", "exitCode", "seconds", "next"], noNullPrototype: true },
);

/** Runs whose every text is hostile. */
export const anyRun: fc.Arbitrary<FleetRun> = record({
  command: hostile,
  started: time,
  seconds,
  results: fc.uniqueArray(result, { maxLength: 6, selector: ({ tenant }) => tenant }),
  notes: fc.array(hostile, { maxLength: 2 }),
});
