import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuditEntry } from "../../../clients/google/auditLog.ts";
import type { Finding } from "../../../verify/finding.ts";
import { judgeGoogle } from "../../../verify/google/judge.ts";
import type { GoogleLive } from "../../../verify/google/live.ts";
import {
  accepted,
  CLIENT,
  expected,
  live,
  notable,
  observed,
  REDIRECT,
  rejected,
  secret,
  unknown,
} from "./fixture.ts";

const google = (
  verdict: Finding["verdict"],
  check: string,
  wanted: string,
  actual: string,
  fix: string,
): Finding => ({ system: "google", check, verdict, expected: wanted, actual, fix });
const erp = (...args: Parameters<typeof google>): Finding => ({ ...google(...args), system: "erp" });

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  timestamp: "2026-11-20T09:00:00Z",
  principal: "anna@acme.example",
  method: "google.internal.x.ClientAuthConfig.UpdateClient",
  resource: `projects/acme-erp/brands/-/clients/${CLIENT}`,
  insertId: "i1",
  ...more,
});
const log = (...entries: AuditEntry[]) => ({ auditLog: { value: { entries, cut: false } } });
const tokens = (...verdicts: (typeof accepted)[]) => ({
  tokens: new Map(verdicts.map((verdict, index) => [index + 1, verdict])),
});
const TWO = { secrets: [secret(1), secret(2)] };
const ERP_REFUSED = "company.google.clientSecret";

describe("A Google part that nobody touched", () => {
  it("is ok in every respect, each of which is named", () => {
    const findings = judgeGoogle(expected(), observed(), { value: live() });
    assert.deepEqual(
      findings.map(({ system, check, verdict }) => `${verdict} ${system} ${check}`),
      [
        "ok google project",
        "ok google service gmail.googleapis.com",
        "ok google service logging.googleapis.com",
        "ok google client",
        "ok google secret 1",
        "ok google client.redirectUri",
        "ok google secret.age",
        "ok google client.use",
        "ok google client.auditLog",
        "ok google attested.branding",
        "ok google attested.audience",
        "ok google attested.dataAccess",
        "ok google attested.client",
        "ok erp company.google.clientId",
        "ok erp company.google.redirectUri",
        "ok erp company.google.clientSecret",
      ],
    );
    assert.ok(findings.every(({ fix }) => fix === ""));
  });
});

describe("The newest secret", () => {
  it("that Google refuses is drift", () => {
    assert.deepEqual(notable(tokens(rejected("secret_refused"))), [
      google("drift", "secret 1", "accepted by Google", "Google says secret_refused.", "mend it"),
    ]);
  });

  it("that could not be tried is inconclusive, and so is the client", () => {
    assert.deepEqual(notable(tokens(unknown)), [
      google("inconclusive", "client", "", "Google could not be reached.", "try again"),
      google("inconclusive", "secret 1", "", "Google could not be reached.", "try again"),
    ]);
  });

  it("of a client that may not use the grant is a warning", () => {
    const verdict = {
      ...accepted,
      reason: "unauthorized_client" as const,
      message: "not this grant",
      fix: "look",
    };
    assert.deepEqual(notable(tokens(verdict)), [
      google("warn", "secret 1", "accepted by Google", "not this grant", "look"),
    ]);
  });
});

describe("The older secret during a rotation", () => {
  const older = (...verdicts: (typeof accepted)[]) => notable(tokens(...verdicts), TWO, { number: 2 });

  it("may be accepted still", () => assert.deepEqual(older(accepted, accepted), []));

  it("that Google refuses while it accepts the newer one is retired, and can be dropped", () => {
    assert.deepEqual(older(rejected("secret_refused"), accepted), [
      google(
        "warn",
        "secret 1",
        "retired",
        "retired: Google refuses it",
        "drop it: modern-auth google rotate acme",
      ),
    ]);
  });

  it("is drift where both are refused, and inconclusive where the newer one could not be tried", () => {
    const both = older(rejected("secret_refused"), rejected("secret_refused"));
    assert.deepEqual(
      both.map(({ verdict, check }) => `${verdict} ${check}`),
      ["drift secret 1", "drift secret 2"],
    );
    assert.deepEqual(older(rejected("secret_refused"), unknown), [
      google("inconclusive", "client", "", "Google could not be reached.", "try again"),
      google(
        "inconclusive",
        "secret 1",
        "",
        "Google refuses it, and whether the newer one works could not be seen",
        "try again",
      ),
      google("inconclusive", "secret 2", "", "Google could not be reached.", "try again"),
    ]);
  });
});

describe("A client", () => {
  const restore = "restore it: https://console.cloud.google.com/apis/credentials/deleted?project=acme-erp";
  const gone = (...entries: AuditEntry[]) =>
    notable({ ...tokens(rejected("deleted_client")), ...log(...entries) }).filter(
      ({ check }) => check !== "client.auditLog",
    );

  it("that was deleted is drift and tells until when it can be restored, by the audit log", () => {
    assert.deepEqual(gone(entry(), entry({ method: "x.DeleteClient", timestamp: "2026-11-10T09:00:00Z" })), [
      google(
        "drift",
        "client",
        "known to Google",
        "deleted; anna@acme.example deleted it on 2026-11-10: it can be restored until 2026-12-10",
        restore,
      ),
    ]);
  });

  it("whose deletion the audit log does not tell could have been deleted today", () => {
    const actual =
      "deleted; it can be restored at the latest until 2026-12-24; the audit log does not tell when it was deleted";
    const want = [google("drift", "client", "known to Google", actual, restore)];
    assert.deepEqual(gone(), want);
    assert.deepEqual(gone(entry({ method: "x.DeleteClientSecret" })), want, "a secret is not the client");
    assert.deepEqual(gone(entry({ method: "x.UndeleteClient" })), want, "a restoration is no deletion");
    assert.deepEqual(gone(entry({ method: "x.DeleteClient", resource: "another" })), want, "another client");
  });

  for (const reason of ["client_not_found", "disabled_client"] as const)
    it(`of which Google says ${reason} is drift, and nothing below it is worth a word`, () => {
      assert.deepEqual(notable(tokens(rejected(reason), rejected(reason)), TWO, { number: 2 }), [
        google("drift", "client", "known to Google", `Google says ${reason}.`, "mend it"),
      ]);
    });

  it("that nobody has made yet is a warning, and nothing is expected of the ERP", () => {
    const { redirect: _, ...seen } = observed(tokens());
    const { recorded: __, ...wanted } = expected({ secrets: [] });
    const findings = judgeGoogle(wanted, seen, { value: live({ clientId: "", secret: "none" }) });
    assert.deepEqual(
      findings.filter(({ verdict }) => verdict !== "ok"),
      [
        google(
          "warn",
          "client",
          "made in the Google console, and imported",
          "not imported yet",
          "modern-auth google guide acme, then modern-auth google import acme <file>",
        ),
      ],
    );
  });
});

describe("The redirect URI", () => {
  const mismatch = {
    redirect: { verdict: "mismatch", reason: "canary_refused", message: "no", fix: "x" },
  } as const;
  const page = "https://console.cloud.google.com/auth/clients?project=acme-erp";

  it("that Google refuses, and was seen to take, is drift", () => {
    assert.deepEqual(notable(mismatch), [
      google(
        "drift",
        "client.redirectUri",
        REDIRECT,
        "Google refuses it: it is not registered on the client any more",
        `add it under "Authorised redirect URIs" on ${page}`,
      ),
    ]);
  });

  it("that was still on its way at the last update is a warning, and the ERP may wait for it", () => {
    const pending = { recorded: { redirect: "pending", auditedUntil: "2026-11-02T08:00:00Z" } };
    const later = "pulumi up, which hands it over once Google takes the redirect URI";
    assert.deepEqual(notable(mismatch, pending, { clientId: "", redirectUri: "", secret: "none" }), [
      google(
        "warn",
        "client.redirectUri",
        REDIRECT,
        "not taken yet: a change takes 5 minutes to a few hours",
        `pulumi up, later; if it stays so, add it under "Authorised redirect URIs" on ${page}`,
      ),
      erp("warn", "company.google.clientId", CLIENT, "nothing", later),
      erp("warn", "company.google.redirectUri", REDIRECT, "nothing", later),
      erp("warn", ERP_REFUSED, "the newest secret of this stack, accepted by Google", "nothing", later),
    ]);
  });

  it("of which nothing could be seen is inconclusive", () => {
    const redirect = {
      verdict: "inconclusive",
      reason: "probe_blind",
      message: "blind",
      fix: "later",
    } as const;
    assert.deepEqual(notable({ redirect }), [
      google("inconclusive", "client.redirectUri", "", "blind", "later"),
    ]);
  });
});

describe("The project", () => {
  it("that somebody shut down is drift", () => {
    assert.deepEqual(notable({ project: { value: { number: "123456789012", active: false } } }), [
      google(
        "drift",
        "project",
        "acme-erp",
        "shut down; it can be restored for 30 days",
        "https://console.cloud.google.com/cloud-resource-manager?project=acme-erp",
      ),
    ]);
  });

  it("that is not the client's is drift", () => {
    assert.deepEqual(notable({ project: { value: { number: "999", active: true } } }), [
      google(
        "drift",
        "project",
        "acme-erp (number 999)",
        "the client belongs to the project number 123456789012",
        "make the client in the right project and import its file, or set google.project",
      ),
    ]);
  });

  it("misses each API that is disabled", () => {
    assert.deepEqual(notable({ services: { value: ["logging.googleapis.com"] } }), [
      google("drift", "service gmail.googleapis.com", "enabled", "disabled", "pulumi up"),
    ]);
  });

  it("is inconclusive in what could not be read, and the right is named", () => {
    const problem = { what: "may not", fix: "grant it roles/x on the project acme-erp" };
    assert.deepEqual(notable({ services: { problem }, project: { problem }, auditLog: { problem } }), [
      google("inconclusive", "project", "", problem.what, problem.fix),
      google("inconclusive", "services", "", problem.what, problem.fix),
      google("inconclusive", "client.auditLog", "", problem.what, problem.fix),
    ]);
  });
});

describe("The audit log", () => {
  const fix =
    "look at it (https://console.cloud.google.com/logs/query;query=protoPayload.serviceName%3D%22clientauthconfig.googleapis.com%22?project=acme-erp), then pulumi up";
  const since = "nothing since 2026-11-02T08:00:00Z";

  it("with an entry since the last update is a warning that names who, when and what", () => {
    const actual = "2026-11-20T09:00:00Z anna@acme.example: UpdateClient";
    assert.deepEqual(notable(log(entry())), [google("warn", "client.auditLog", since, actual, fix)]);
  });

  it("of which the last update has seen everything is ok, whatever the form of its time", () => {
    assert.deepEqual(notable(log(entry({ timestamp: "2026-11-02T08:00:00Z" }))), []);
    assert.deepEqual(notable(log(entry({ timestamp: "2026-11-02T08:00:00.000000Z" }))), []);
    assert.equal(notable(log(entry({ timestamp: "2026-11-02T08:00:00.001Z" }))).length, 1);
  });

  it("shows five entries and counts the rest", () => {
    const actual = `${Array(5).fill("2026-11-20T09:00:00Z anna@acme.example: UpdateClient").join("; ")}; 2 more`;
    assert.equal(notable(log(...Array(7).fill(entry())))[0]?.actual, actual);
  });

  it("names somebody where it does not say who, and a change where it does not say what", () => {
    const [one] = notable(log(entry({ principal: "", method: "" })));
    assert.equal(one?.actual, "2026-11-20T09:00:00Z somebody: a change without a name");
  });

  it("of which the last update saw nothing counts every entry", () => {
    const recorded = { redirect: "registered", auditedUntil: "" };
    const [one] = notable(log(entry({ timestamp: "2025-01-01T00:00:00Z" })), { recorded });
    assert.equal(one?.expected, "nothing");
    assert.equal(one?.verdict, "warn");
  });

  it("that could not be searched to its end is inconclusive", () => {
    assert.deepEqual(notable({ auditLog: { value: { entries: [], cut: true } } }), [
      google(
        "inconclusive",
        "client.auditLog",
        "",
        "the log could not be searched to its end",
        "run it again",
      ),
    ]);
  });
});

describe("The age of the newest secret", () => {
  const aged = (since: `${number}-${number}-${number}`, today: `${number}-${number}-${number}`) =>
    notable({ lastFetch: { value: today } }, { secrets: [secret(1, { since })], today });
  const rotate = "modern-auth google rotate acme";

  it("is no matter for 179 days", () => assert.deepEqual(aged("2026-01-01", "2026-06-29"), []));

  it("is a warning after 180 days, and a stronger one after 365", () => {
    assert.deepEqual(aged("2026-01-01", "2026-06-30"), [
      google(
        "warn",
        "secret.age",
        "less than 180 days",
        "180 days, since 2026-01-01: rotate it soon",
        rotate,
      ),
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

  it("that nobody recorded is a warning with the command that records it", () => {
    const { since: _, ...ageless } = secret(1);
    assert.deepEqual(notable({}, { secrets: [ageless] }), [
      google(
        "warn",
        "secret.age",
        "less than 180 days",
        "not known: nobody recorded when it was imported",
        "modern-auth google import acme <file>, with the same file again",
      ),
    ]);
  });

  it("is that of the newest one alone", () => {
    const secrets = [secret(1, { since: "2020-01-01" }), secret(2)];
    assert.deepEqual(notable(tokens(accepted, accepted), { secrets }, { number: 2 }), []);
  });
});

describe("Real use", () => {
  const wanted = "used within 5 months";
  const fix = "sign in through the ERP, then modern-auth google attest acme --by <e-mail> use";
  const young = { secrets: [secret(1, { since: "2026-06-01" })] };
  const used = (
    lastFetch: `${number}-${number}-${number}` | undefined,
    attested = {},
    today = "2026-11-01",
  ) =>
    notable(
      { lastFetch: { value: lastFetch } },
      {
        ...young,
        attested: { ...expected().attested, ...attested },
        today: today as `${number}-${number}-${number}`,
      },
    );

  it("that is not known for five calendar months warns, although our own probe is accepted, of the day on which Google deletes the client", () => {
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

  it("is the latest of import, attestation and the ERP's last fetch", () => {
    assert.deepEqual(used("2026-06-02"), []);
    assert.deepEqual(used(undefined, { use: { by: "anna@acme.example", on: "2026-06-02" } }), []);
    assert.equal(used("2026-05-31").length, 1);
  });

  it("of which nothing is known is a warning, which says why the ERP was no help", () => {
    const { since: _, ...ageless } = secret(1);
    const problem = { what: "the ERP is down", fix: "" };
    const found = notable({ lastFetch: { problem } }, { secrets: [ageless] });
    assert.deepEqual(
      found.find(({ check }) => check === "client.use"),
      google(
        "warn",
        "client.use",
        wanted,
        "no use of it is known; the ERP's last fetch could not be read: the ERP is down",
        fix,
      ),
    );
  });
});

describe("What a person attests", () => {
  const said = { by: "anna@acme.example", on: "2026-11-01" } as const;
  const without = (item: string, more = {}) =>
    notable({}, { attested: { ...expected().attested, [item]: undefined, ...more } as never });

  for (const item of ["branding", "dataAccess", "client"])
    it(`is missing without ${item}, and the command is named`, () => {
      assert.deepEqual(without(item), [
        google(
          "warn",
          `attested.${item}`,
          "attested",
          "not attested",
          `modern-auth google attest acme --by <e-mail> ${item}`,
        ),
      ]);
    });

  it("is missing without the audience", () => {
    assert.deepEqual(without("audience"), [
      google(
        "warn",
        "attested.audience",
        "attested as internal",
        "not attested",
        "modern-auth google attest acme --by <e-mail> audience",
      ),
    ]);
  });

  it("is told with who and when", () => {
    const findings = judgeGoogle(expected(), observed(), { value: live() });
    const branding = findings.find(({ check }) => check === "attested.branding");
    assert.equal(branding?.actual, "attested by anna@acme.example on 2026-11-01");
  });

  it("is a warning where the audience is another than the configuration's", () => {
    assert.deepEqual(notable({}, { audience: "external" }), [
      google(
        "warn",
        "attested.audience",
        "attested as external",
        "attested by anna@acme.example on 2026-11-01 as internal",
        "change it on https://console.cloud.google.com/auth/audience?project=acme-erp and modern-auth google attest acme --by <e-mail> audience, or set google.audience",
      ),
    ]);
  });

  it("is a warning for an external app in testing, whose refresh tokens end after 7 days", () => {
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
      "publish it on https://console.cloud.google.com/auth/audience?project=acme-erp, then modern-auth google attest acme --by <e-mail> audience";
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
});

describe("What the ERP holds for Google", () => {
  const wanted = "the newest secret of this stack, accepted by Google";
  const held = (more: Parameters<typeof live>[0]) => notable({}, {}, more);
  const { number: _, ...unmanaged } = live();

  it("is drift where it is another client or redirect URI, shown only where it cannot be a secret", () => {
    const shown = `123456789012-${"b".repeat(32)}.apps.googleusercontent.com`;
    assert.deepEqual(held({ clientId: shown, redirectUri: "https://elsewhere.example/x" }), [
      erp("drift", "company.google.clientId", CLIENT, shown, "pulumi up"),
      erp("drift", "company.google.redirectUri", REDIRECT, "https://elsewhere.example/x", "pulumi up"),
    ]);
    assert.deepEqual(
      held({ clientId: "GOCSPX-secret", redirectUri: "GOCSPX-secret" }).map(({ actual }) => actual),
      ["another value (not shown)", "another value (not shown)"],
    );
  });

  it("is inconclusive where the ERP hides it", () => {
    assert.deepEqual(held({ secret: "hidden" }), [
      erp(
        "inconclusive",
        ERP_REFUSED,
        "",
        "the ERP hides the secret, so it cannot be tried",
        "send a test mail from the ERP",
      ),
    ]);
  });

  it("is drift without a secret, with one that Google refuses, and with one that is not this stack's", () => {
    assert.deepEqual(held({ secret: "none" }), [erp("drift", ERP_REFUSED, wanted, "nothing", "pulumi up")]);
    const refused = { ...unmanaged, proof: rejected("secret_refused") };
    const judge = (value: GoogleLive) =>
      judgeGoogle(expected(), observed(), { value }).filter(({ verdict }) => verdict !== "ok");
    assert.deepEqual(judge(refused), [
      erp("drift", ERP_REFUSED, wanted, "refused: Google says secret_refused.", "pulumi up"),
    ]);
    assert.deepEqual(judge(unmanaged), [
      erp("drift", ERP_REFUSED, wanted, "a secret that this stack does not manage", "pulumi up"),
    ]);
  });

  it("that is the newest secret and is refused is not mended by handing it over again", () => {
    assert.deepEqual(held({ proof: rejected("secret_refused") }), [
      erp("drift", ERP_REFUSED, wanted, "refused: Google says secret_refused.", "mend it"),
    ]);
  });

  it("is a warning with the older of two secrets", () => {
    assert.deepEqual(notable(tokens(accepted, accepted), TWO, { number: 1 }), [
      erp("warn", ERP_REFUSED, wanted, "an older secret of this stack", "pulumi up"),
    ]);
  });

  it("is inconclusive where Google could not be asked", () => {
    assert.deepEqual(held({ proof: unknown }), [
      erp("inconclusive", ERP_REFUSED, "", "Google could not be reached.", "try again"),
    ]);
  });

  it("is inconclusive as a whole where the ERP could not be read", () => {
    const problem = { what: "the ERP is down", fix: "look" };
    const findings = judgeGoogle(expected(), observed(), { problem });
    assert.deepEqual(
      findings.filter(({ verdict }) => verdict !== "ok"),
      ["clientId", "redirectUri", "clientSecret"].map((role) =>
        erp("inconclusive", `company.google.${role}`, "", problem.what, problem.fix),
      ),
    );
  });
});
