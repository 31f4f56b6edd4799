import assert from "node:assert/strict";
import { it } from "node:test";
import { mailServers } from "#components/mailServers.ts";

const OFFICE = { id: 1, name: "Office 365", host: "outlook.office365.com" };
const GMAIL = { id: 2, name: "Gmail", host: "imap.gmail.com" };
const NONE = { incoming: {}, outgoing: {} };
const objects = (incoming: (typeof OFFICE)[]) => ({ companyId: 1, incoming, outgoing: [] });

it("The mail servers of the configuration each need the system that they belong to", () => {
  assert.deepEqual(mailServers(objects([OFFICE, GMAIL]), ["microsoft", "google"], NONE), [
    { direction: "incoming", id: 1, needs: ["microsoft"] },
    { direction: "incoming", id: 2, needs: ["google"] },
  ]);
});

it("The mail servers of the configuration may not be listed twice, once by name and once by id", () => {
  assert.throws(() => mailServers(objects([OFFICE, GMAIL, OFFICE]), ["microsoft", "google"], NONE), {
    message:
      'erp.incomingServers[2]: the incoming mail server "Office 365" (id 1) is listed twice, once by name and once by id. ' +
      "Allowed: each server once. Fix: pulumi config rm --path 'erp.incomingServers[2]' --stack stack",
  });
});

it("The mail servers of the configuration may not belong to a system that is not configured", () => {
  assert.throws(() => mailServers(objects([GMAIL]), ["microsoft"], NONE), {
    message:
      'erp.incomingServers[0]: the incoming mail server "Gmail" is at imap.gmail.com, but only microsoft is configured. ' +
      "Allowed: servers of microsoft. Fix: pulumi config rm --path 'erp.incomingServers[0]' --stack stack   (or configure the other system as well)",
  });
});

it("The mail servers of the configuration keep what is accepted of them; of one that is not listed nothing can be", () => {
  const host = "imap.acme.example";
  const kept = (id: string) =>
    mailServers(objects([OFFICE]), ["microsoft"], { incoming: { [id]: { host } }, outgoing: {} });
  assert.deepEqual(kept("1"), [{ direction: "incoming", id: 1, needs: ["microsoft"], keep: { host } }]);
  assert.throws(() => kept("7"), {
    message:
      "erp.keep.incoming.7: no incoming mail server of the id 7 is listed in erp.incomingServers. " +
      'Allowed: 1 ("Office 365"). Fix: pulumi config rm --path erp.keep.incoming.7 --stack stack',
  });
});
