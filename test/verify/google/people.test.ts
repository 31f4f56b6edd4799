import assert from "node:assert/strict";
import { it } from "node:test";
import { inWords } from "#test/fixtures/findings.ts";
import { AT_VENDOR } from "#verify/erp/held.ts";
import type { Problem } from "#verify/finding.ts";
import { judgeGoogle } from "#verify/google/judge.ts";
import { accepted, expected, google, live, notable, observed, secret, tokens } from "./fixture.ts";

const aged = (since: `${number}-${number}-${number}`, today: `${number}-${number}-${number}`) =>
  notable({ lastFetch: { value: today } }, { secrets: [secret(1, { since })], today });
const rotate = "modern-auth google rotate acme";

it("The age of the newest secret is no matter for 179 days", () =>
  assert.deepEqual(aged("2026-01-01", "2026-06-29"), []));

it("The age of the newest secret is a warning after 180 days, and a stronger one after 365", () => {
  assert.deepEqual(aged("2026-01-01", "2026-06-30"), [
    google("warn", "secret.age", "less than 180 days", "180 days, since 2026-01-01: rotate it soon", rotate),
  ]);
  assert.deepEqual(aged("2026-01-01", "2027-01-01"), [
    google(
      "warn",
      "secret.age",
      "less than 180 days",
      "365 days, since 2026-01-01: more than a year, rotate it now",
      rotate,
    ),
  ]);
});

it("The age of the newest secret that nobody recorded is a warning with the command that records it", () => {
  const { since: _, ...ageless } = secret(1);
  assert.deepEqual(notable({}, { secrets: [ageless] }), [
    google(
      "warn",
      "secret.age",
      "less than 180 days",
      "not known: nobody recorded when it was imported",
      "modern-auth google import acme <file>   (with the same file again)",
    ),
  ]);
});

it("The age of the newest secret is that of the newest one alone", () => {
  const secrets = [secret(1, { since: "2020-01-01" }), secret(2)];
  assert.deepEqual(notable(tokens(accepted, accepted), { secrets }, { number: 2 }), []);
});

const wanted = "used within 5 months";
const fix = "sign in through the ERP, then modern-auth google attest acme use --by <e-mail>";
const young = { secrets: [secret(1, { since: "2026-06-01" })] };
const used = (lastFetch: `${number}-${number}-${number}` | undefined, attested = {}, today = "2026-11-01") =>
  notable(
    { lastFetch: { value: lastFetch } },
    {
      ...young,
      attested: { ...expected().attested, ...attested },
      today: today as `${number}-${number}-${number}`,
    },
  );

it("Real use that is not known for five calendar months warns, although our own probe is accepted, of the day on which Google deletes the client", () => {
  assert.deepEqual(used(undefined, {}, "2026-10-31"), []);
  assert.deepEqual(used(undefined), [
    google(
      "warn",
      "client.use",
      wanted,
      "last known use 2026-06-01: Google deletes an unused client from 2026-12-01 on",
      fix,
    ),
  ]);
});

it("Real use is the latest of import, attestation and the ERP's last fetch", () => {
  assert.deepEqual(used("2026-06-02"), []);
  assert.deepEqual(used(undefined, { use: { by: "anna@acme.example", on: "2026-06-02" } }), []);
  assert.equal(used("2026-05-31").length, 1);
});

it("Real use of which nothing is known is inconclusive where the ERP could not be read, and a warning where its vendor alone has access", () => {
  const { since: _, ...ageless } = secret(1);
  const problem = { what: "the ERP is down", next: [] };
  const use = (why: Problem) =>
    notable({ lastFetch: { problem: why } }, { secrets: [ageless] }).find(
      ({ check }) => check === "client.use",
    );
  assert.deepEqual(
    use(problem),
    google(
      "inconclusive",
      "client.use",
      "",
      "no use of it is known, and the ERP's last fetch could not be read: the ERP is down",
      fix,
    ),
  );
  assert.deepEqual(use(AT_VENDOR), google("warn", "client.use", wanted, "no use of it is known", fix));
});

const said = { by: "anna@acme.example", on: "2026-11-01" } as const;
const without = (item: string, more = {}) =>
  notable({}, { attested: { ...expected().attested, [item]: undefined, ...more } as never });

for (const [item, argument] of [
  ["branding", "branding"],
  ["dataAccess", "data-access"],
  ["client", "client"],
] as const)
  it(`What a person attests is missing without ${item}, and the command is named`, () => {
    assert.deepEqual(without(item), [
      google(
        "warn",
        `attested.${item}`,
        "attested",
        "not attested",
        `modern-auth google attest acme ${argument} --by <e-mail>`,
      ),
    ]);
  });

it("What a person attests is missing without the audience", () => {
  assert.deepEqual(without("audience"), [
    google(
      "warn",
      "attested.audience",
      "attested as internal",
      "not attested",
      "modern-auth google attest acme audience --audience <internal or external> --by <e-mail>",
    ),
  ]);
});

it("What a person attests is told with who and when", () => {
  const findings = judgeGoogle(expected(), observed(), { value: live() });
  const branding = findings.find(({ check }) => check === "attested.branding");
  assert.equal(
    branding && inWords(branding).actual,
    "attested by anna@acme.example on 2026-11-01, because no API shows it",
  );
  assert.equal(branding?.verdict, "info");
});

it("What a person attests is a warning where the audience is another than the configuration's", () => {
  assert.deepEqual(notable({}, { audience: "external" }), [
    google(
      "warn",
      "attested.audience",
      "attested as external",
      "attested by anna@acme.example on 2026-11-01 as internal",
      "change it on https://console.cloud.google.com/auth/audience?project=acme-erp, then modern-auth google attest acme audience --audience <internal or external> --by <e-mail>   (or set google.audience)",
    ),
  ]);
});

it("What a person attests is a warning for an external app in testing, whose refresh tokens end after 7 days", () => {
  const external = (publishing?: "testing" | "production") =>
    notable(
      {},
      {
        audience: "external",
        attested: {
          ...expected().attested,
          audience: { ...said, audience: "external", ...(publishing ? { publishing } : {}) },
        },
      },
    );
  assert.deepEqual(external("production"), []);
  const publish =
    "publish it on https://console.cloud.google.com/auth/audience?project=acme-erp, then modern-auth google attest acme audience --audience external --publishing production --by <e-mail>";
  assert.deepEqual(external("testing"), [
    google(
      "warn",
      "attested.audience.publishing",
      "production",
      "testing: refresh tokens end after 7 days",
      publish,
    ),
  ]);
  assert.deepEqual(external(), [
    google("warn", "attested.audience.publishing", "production", "not attested", publish),
  ]);
});
