import assert from "node:assert/strict";
import { test } from "node:test";
import { findServer, readServerOAuth2, setServerOAuth2 } from "#clients/erp/servers.ts";
import { failureOf } from "#test/erp/failure.ts";
import type { Call, Reply } from "./fakeErp.ts";
import { recordedErp } from "./recordedErp.ts";
import { FILES } from "./recordings.ts";

const USE = { field: "oauth2_use", label: "Utiliser OAuth2" };

interface Row {
  id: number;
  name: string;
  active: boolean;
  oauth2_use: boolean;
  state?: string;
  server?: string;
  smtp_host?: string;
}

/** Mail servers of both kinds, with the search and write of an ERP. */
function servers(rows: Row[], keeps = true): (call: Call) => Reply | undefined {
  return ({ model, method, ids, args, context }) => {
    if (model !== "fetchmail.server" && model !== "ir.mail_server") return undefined;
    if (method === "write") {
      const row = rows.find(({ id }) => id === ids[0]);
      if (row && keeps) Object.assign(row, args[0]);
      return { returns: true };
    }
    if (method === "read") return { returns: rows.filter(({ id }) => ids.includes(id)) };
    if (method !== "search_read") return undefined;
    const [domain] = args as [[keyof Row, string, unknown][]];
    const visible = rows.filter(({ active }) => active || context["active_test"] === false);
    return { returns: visible.filter((row) => domain.every(([field, , value]) => row[field] === value)) };
  };
}

const ROWS: readonly Row[] = [
  {
    id: 1,
    name: "Office 365",
    active: true,
    oauth2_use: false,
    state: "done",
    server: "outlook.office365.com",
    smtp_host: "smtp.office365.com",
  },
  { id: 2, name: "Gmail", active: true, oauth2_use: true, state: "draft" },
  { id: 3, name: "Gmail", active: false, oauth2_use: false, state: "draft" },
  { id: 4, name: "Twin", active: true, oauth2_use: false },
  { id: 5, name: "Twin", active: true, oauth2_use: false },
  { id: 6, name: "Old", active: false, oauth2_use: false },
];

for (const file of FILES) {
  for (const kind of ["incoming", "outgoing"] as const) {
    test(`one ${kind} server is switched, read back, and not written twice (${file})`, async () => {
      const rows = structuredClone(ROWS) as Row[];
      const { client, calls } = await recordedErp(file, { first: servers(rows) });
      const server = await findServer(client, kind, "Office 365");
      const host = kind === "incoming" ? "outlook.office365.com" : "smtp.office365.com";
      assert.deepEqual(server, { kind, id: 1, name: "Office 365", host });
      assert.equal(await setServerOAuth2(client, server, USE, true), "changed");
      assert.equal(await setServerOAuth2(client, server, USE, true), "unchanged");
      assert.equal(await readServerOAuth2(client, server, USE), true);
      const writes = calls.filter(({ method }) => method === "write");
      assert.deepEqual(
        writes.map(({ ids, args }) => [ids, args]),
        [[[1], [{ oauth2_use: true }]]],
      );
      assert.deepEqual(rows.slice(1), ROWS.slice(1));
      assert.equal(rows[0]?.state, "done");
      assert.ok(!calls.some(({ method }) => method === "set_draft"));
      assert.equal(await setServerOAuth2(client, server, USE, false), "changed");
      assert.equal(rows[0]?.oauth2_use, false);
    });
  }
}

test("of several servers with one name the one in use counts, an archived one only where it is alone", async () => {
  const { client } = await recordedErp("odoo-14/jsonrpc", { first: servers(structuredClone(ROWS) as Row[]) });
  const { id, host } = await findServer(client, "incoming", "Gmail");
  assert.deepEqual([id, host], [2, ""], "a server without a host has none");
  assert.equal((await findServer(client, "incoming", "Old")).id, 6);
  assert.equal((await findServer(client, "incoming", 3)).id, 3);
});

test("a server that is unknown or named twice is an error that lists what there is", async () => {
  const { client } = await recordedErp("odoo-14/jsonrpc", { first: servers(structuredClone(ROWS) as Row[]) });
  assert.match(
    (await failureOf(findServer(client, "outgoing", "Twin"), "validation")).message,
    /2 outgoing mail servers named "Twin": ids 4, 5/,
  );
  const near = await failureOf(findServer(client, "incoming", "office 365"), "missing-record");
  assert.match(
    near.message,
    /exact: "Office 365" \(id 1\) differs in upper and lower case: .*It has: "Office 365" \(id 1\)/,
  );
  assert.equal(near.instead, "1");
});

test("a box that the ERP does not keep is an error that names it", async () => {
  const { client } = await recordedErp("odoo-19/json-2", {
    first: servers(structuredClone(ROWS) as Row[], false),
  });
  const server = await findServer(client, "incoming", 1);
  const error = await failureOf(setServerOAuth2(client, server, USE, true), "validation");
  assert.equal(error.field, "oauth2_use");
  assert.match(error.message, /"Office 365" \(id 1\), but did not keep it/);
});
