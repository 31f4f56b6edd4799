import assert from "node:assert/strict";
import { test } from "node:test";
import type { MailCauseId } from "#config/rules/mailCauses/causes.ts";
import { type MailServerRecord, mailCausesOfRecord } from "#config/rules/mailCauses/record.ts";

const HEALTHY: MailServerRecord = {
  kind: "incoming",
  archived: false,
  useOAuth2: true,
  confirmed: true,
  token: true,
  host: "outlook.office365.com",
  port: 993,
  encryption: "ssl",
};
const SENDING = { kind: "outgoing", confirmed: undefined, token: undefined } as const;

const RECORDS: readonly [what: string, changed: Partial<MailServerRecord>, causes: MailCauseId[]][] = [
  ["is as it should be", {}, []],
  ["is archived", { archived: true }, ["server-archived"]],
  ["does not use OAuth2", { useOAuth2: false, token: false }, ["basic-authentication"]],
  ["has no token", { token: false, confirmed: false }, ["token-missing"]],
  ["is not confirmed", { confirmed: false }, ["server-unconfirmed"]],
  ["tells neither token nor port", { token: undefined, port: undefined }, []],
  ["fetches without encryption", { encryption: "none", port: 143 }, ["server-settings"]],
  ["sends by STARTTLS", { ...SENDING, host: "smtp.office365.com", port: 587, encryption: "starttls" }, []],
  ["sends to Microsoft by SSL", { ...SENDING, host: "smtp.office365.com", port: 465 }, ["server-settings"]],
  ["sends to Google by SSL", { ...SENDING, host: "smtp.gmail.com", port: 465 }, []],
  ["asks a host of nobody's on any port", { host: "imap.acme.example", port: 1143, encryption: "none" }, []],
];

for (const [what, changed, causes] of RECORDS)
  test(`a mail server that ${what} has ${causes.join() || "no cause"} by its record alone`, () => {
    assert.deepEqual(mailCausesOfRecord({ ...HEALTHY, ...changed }), causes);
  });
