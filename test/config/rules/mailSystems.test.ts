import assert from "node:assert/strict";
import { it } from "node:test";
import { systemOfHost, systemsNeeded } from "#config/rules/mailSystems.ts";

for (const [host, system] of [
  ["outlook.office365.com", "microsoft"],
  ["smtp.office365.com", "microsoft"],
  ["smtp-mail.outlook.com", "microsoft"],
  ["Outlook.Office365.COM.", "microsoft"],
  ["imap.gmail.com", "google"],
  ["smtp-relay.gmail.com", "google"],
  ["gmail.com", "google"],
] as const)
  it(`A mail server's host ${host} is ${system}'s`, () => assert.equal(systemOfHost(host), system));

it("A mail server's host that merely ends like one of theirs, or is a relay's, says nothing", () => {
  for (const host of ["notgmail.com", "gmail.com.example.org", "relay.example.com", ""])
    assert.equal(systemOfHost(host), undefined, host);
});

it("What a mail server needs is the system that it belongs to", () =>
  assert.deepEqual(systemsNeeded("imap.gmail.com", ["microsoft", "google"]), ["google"]));

it("What a mail server needs is every system that is configured where its host says nothing", () =>
  assert.deepEqual(systemsNeeded("relay.example.com", ["microsoft", "google"]), ["microsoft", "google"]));

it("What a mail server needs is not to be had where its system is not configured", () =>
  assert.equal(systemsNeeded("imap.gmail.com", ["microsoft"]), undefined));
