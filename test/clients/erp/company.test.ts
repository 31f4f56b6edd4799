import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type CompanyValues,
  findCompany,
  readCompanyOAuth,
  writeCompanyOAuth,
} from "#clients/erp/company.ts";
import { judge, needsWriting, readValue } from "#clients/erp/companyValues.ts";
import { type CompanyFields, discoverCompanyFields } from "#clients/erp/discovery.ts";
import { isErpError } from "#clients/erp/errors.ts";
import { failureOf } from "#test/erp/failure.ts";
import type { Call, Reply } from "./fakeErp.ts";
import { type RecordedErp, recordedErp } from "./recordedErp.ts";
import { exchange, FILES, type RecordingFile } from "./recordings.ts";

const VALUES: CompanyValues = {
  microsoft: {
    clientId: "11111111-2222-3333-4444-555555555555",
    tenant: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    clientSecret: "made-up~ms.secret-2",
    redirectUri: "https://erp.example.com/oauth2/retrieve_token",
  },
};
const LONG_ID = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com";

interface Stored extends RecordedErp {
  fields: CompanyFields;
  /** What the ERP has stored for company 1. */
  row: Record<string, unknown>;
  /** Every `write` that arrived. */
  writes: { ids: number[]; values: Record<string, unknown> }[];
}

interface Habits {
  /** What the ERP stores when it is told to store this. */
  store?: (field: string, value: unknown, old: unknown) => unknown;
  /** What the ERP shows of what it has stored. */
  show?: (field: string, value: unknown) => unknown;
}

/** The recorded server with a company that can be written. Sizes are as recorded, cutting included. */
async function stored(file: RecordingFile, habits: Habits = {}): Promise<Stored> {
  const { store = (_, value) => value, show = (_, value) => value } = habits;
  const row: Record<string, unknown> = {};
  const writes: Stored["writes"] = [];
  const first = ({ model, method, ids, args }: Call): Reply | undefined => {
    if (model !== "res.company") return undefined;
    if (method === "read") {
      const names = args[0] as string[];
      const shown = (name: string) => [name, show(name, row[name] ?? false)];
      return { returns: ids[0] === 1 ? [{ id: 1, ...Object.fromEntries(names.map(shown)) }] : [] };
    }
    if (method !== "write") return undefined;
    const values = args[0] as Record<string, unknown>;
    writes.push({ ids, values });
    for (const [name, value] of Object.entries(values)) row[name] = store(name, value, row[name] ?? false);
    return { returns: true };
  };
  const erp = await recordedErp(file, { first });
  return { ...erp, row, writes, fields: await discoverCompanyFields(erp.client) };
}

for (const file of FILES) {
  test(`values are written, read back, and not written again (${file})`, async () => {
    const it = await stored(file);
    const result = await writeCompanyOAuth(it.client, 1, it.fields, VALUES);
    assert.deepEqual(result.written, [
      "microsoft.clientId",
      "microsoft.tenant",
      "microsoft.clientSecret",
      "microsoft.redirectUri",
    ]);
    assert.deepEqual(result.after["microsoft.clientSecret"], {
      value: "made-up~ms.secret-2",
      visibility: "readable",
    });
    assert.deepEqual(result.after["google.clientSecret"], { value: "", visibility: "readable" });
    assert.deepEqual(it.writes[0]?.ids, [1]);
    assert.deepEqual((await writeCompanyOAuth(it.client, 1, it.fields, VALUES)).written, []);
    assert.equal(it.writes.length, 1);
  });

  test(`only what differs is written (${file})`, async () => {
    const it = await stored(file);
    await writeCompanyOAuth(it.client, 1, it.fields, VALUES);
    it.row["oauth2_ms_redirect"] = "https://elsewhere.example.com/";
    const result = await writeCompanyOAuth(it.client, 1, it.fields, VALUES);
    assert.deepEqual(result.written, ["microsoft.redirectUri"]);
    assert.deepEqual(it.writes.at(-1)?.values, {
      oauth2_ms_redirect: "https://erp.example.com/oauth2/retrieve_token",
    });
  });

  test(`a value longer than the field is refused before anything is written (${file})`, async () => {
    const it = await stored(file);
    const values = { ...VALUES, google: { clientId: LONG_ID } };
    const error = await failureOf(writeCompanyOAuth(it.client, 1, it.fields, values), "validation");
    assert.equal(error.field, "oauth2_gg_client");
    assert.match(error.message, /google\.clientId has 72 characters.*oauth2_gg_client.*takes 64/);
    assert.deepEqual(it.writes, []);
  });

  test(`a value that the ERP cuts without saying so is noticed (${file})`, async () => {
    const it = await stored(file, { store: (_, value) => String(value).slice(0, 64) });
    const { google } = it.fields;
    assert.ok(google);
    const unaware: CompanyFields = {
      google: { ...google, clientId: { field: "oauth2_gg_client", label: "ID client" } },
    };
    const error = await failureOf(
      writeCompanyOAuth(it.client, 1, unaware, { google: { clientId: LONG_ID } }),
      "validation",
    );
    assert.equal(error.field, "oauth2_gg_client");
    assert.match(error.message, /cut to 64 of 72 characters/);
  });
}

test("a write that the ERP drops without saying so is noticed, and the secret is not in the error", async () => {
  for (const role of ["clientId", "clientSecret"] as const) {
    const it = await stored("odoo-14/jsonrpc", { store: (_, __, old) => old });
    Object.assign(it.row, { oauth2_ms_client: "old-id", oauth2_ms_secret: "old-s3cret" });
    const values = { microsoft: { [role]: "n3w-value-of-it" } };
    const error = await failureOf(writeCompanyOAuth(it.client, 1, it.fields, values), "validation");
    assert.equal(error.field, role === "clientId" ? "oauth2_ms_client" : "oauth2_ms_secret");
    assert.match(error.message, role === "clientId" ? /it reads "old-id"/ : /another value is there/);
    assert.ok(!error.message.includes("old-s3cret") && !error.message.includes("n3w-value-of-it"));
  }
});

test("a secret that the ERP hides is written, counts as masked, and is written again since it can't be compared", async () => {
  for (const hidden of ["********", "••••", "", "b1946ac92492d234"]) {
    const show = (field: string, value: unknown) => (field === "oauth2_ms_secret" && value ? hidden : value);
    const it = await stored("odoo-19/json-2", { show });
    for (const turn of [1, 2]) {
      const result = await writeCompanyOAuth(it.client, 1, it.fields, VALUES).catch(
        (error: unknown) => error,
      );
      // The same shown value before and after a change can't be told from a write that was dropped.
      if (turn === 2 && hidden === "b1946ac92492d234") {
        assert.ok(isErpError(result, "validation"));
        continue;
      }
      assert.ok(
        result && typeof result === "object" && "after" in result,
        `${hidden}, ${turn}: ${String(result)}`,
      );
      const { after, written } = result as Awaited<ReturnType<typeof writeCompanyOAuth>>;
      assert.deepEqual(after["microsoft.clientSecret"], { value: undefined, visibility: "masked" }, hidden);
      assert.ok(written.includes("microsoft.clientSecret"));
      assert.equal(written.includes("microsoft.clientId"), turn === 1);
    }
    assert.equal(it.row["oauth2_ms_secret"], "made-up~ms.secret-2");
  }
});

test("a field that is known to be masked may show the same text for ever", async () => {
  const it = await stored("odoo-14/jsonrpc", {
    show: (field, value) => (field === "oauth2_ms_secret" && value ? "hidden" : value),
  });
  await writeCompanyOAuth(it.client, 1, it.fields, VALUES);
  const next = { microsoft: { clientSecret: "made-up~ms.secret-3" } };
  const masked = ["microsoft.clientSecret"] as const;
  const { after } = await writeCompanyOAuth(it.client, 1, it.fields, next, { masked });
  assert.deepEqual(after["microsoft.clientSecret"], { value: undefined, visibility: "masked" });
  assert.equal(it.row["oauth2_ms_secret"], "made-up~ms.secret-3");
});

test("an empty secret is written only where clearing was asked for", async () => {
  const it = await stored("odoo-14/jsonrpc");
  await writeCompanyOAuth(it.client, 1, it.fields, VALUES);
  const empty = { microsoft: { clientId: "", clientSecret: "" } };
  await failureOf(writeCompanyOAuth(it.client, 1, it.fields, empty), "validation");
  assert.equal(it.writes.length, 1);
  const { after } = await writeCompanyOAuth(it.client, 1, it.fields, empty, { clearSecrets: true });
  assert.deepEqual(it.writes[1]?.values, { oauth2_ms_client: false, oauth2_ms_secret: false });
  assert.deepEqual(after["microsoft.clientSecret"], { value: "", visibility: "readable" });
});

test("a value without a field is refused, not left out", async () => {
  const it = await stored("odoo-14/jsonrpc");
  const { microsoft } = it.fields;
  assert.ok(microsoft);
  const values = { google: { clientId: "x" } };
  assert.match(
    (await failureOf(writeCompanyOAuth(it.client, 1, { microsoft }, values), "no-such-field")).message,
    /pin its field: pulumi config set --path erp\.fields\.google\.clientId <field> --stack <stack>$/,
  );
  assert.deepEqual(it.writes, []);
});

test("a company that does not exist is an error, though the ERP says 'done' to such a write", async () => {
  const it = await stored("odoo-19/jsonrpc");
  assert.match(
    (await failureOf(writeCompanyOAuth(it.client, 9999, it.fields, VALUES), "missing-record")).message,
    /no record 9999 in res\.company/,
  );
  assert.deepEqual(it.writes, []);
});

test("secrets that were read are removed from later errors", async () => {
  const it = await stored("odoo-14/jsonrpc");
  it.row["oauth2_gg_secret"] = "GOCSPX-read-1";
  const read = await readCompanyOAuth(it.client, 1, it.fields);
  assert.equal(read["google.clientSecret"]?.value, "GOCSPX-read-1");
  assert.equal(it.client.redact("x GOCSPX-read-1 y"), "x *** y");
});

for (const file of FILES) {
  const companies = (call: Call): Reply | undefined => {
    if (call.what !== "res.company.search_read") return undefined;
    const [domain] = call.args as [unknown[][]];
    if (domain.length === 0) return exchange(file, "company: all");
    return exchange(
      file,
      domain[0]?.[2] === "Exemple SA" ? "company: by exact name" : "company: unknown name",
    );
  };

  test(`a company is found by its exact name (${file})`, async () => {
    const { client, calls } = await recordedErp(file, { first: companies });
    assert.deepEqual(await findCompany(client, "Exemple SA"), { id: 1, name: "Exemple SA" });
    assert.deepEqual(calls.at(-1)?.args[0], [["name", "=", "Exemple SA"]]);
  });

  test(`an unknown company is an error that lists those that are visible (${file})`, async () => {
    const { client } = await recordedErp(file, { first: companies });
    const error = await failureOf(findCompany(client, "Inconnue SA"), "missing-record");
    assert.match(error.message, /named "Inconnue SA"/);
    assert.match(error.message, /"Exemple Romandie Sàrl" \(id 2\), "Exemple SA" \(id 1\)/);
  });
}

test("two companies of one name are an error that tells how to say which, and an id is taken as an id", async () => {
  const twins = [
    { id: 4, name: "Exemple SA" },
    { id: 7, name: "Exemple SA" },
  ];
  const { client } = await recordedErp("odoo-14/jsonrpc", {
    first: ({ what, args }) => {
      if (what !== "res.company.search_read") return undefined;
      const [[term]] = args as [[[string, string, unknown]]];
      return { returns: term[0] === "id" ? twins.filter(({ id }) => id === term[2]) : twins };
    },
  });
  assert.match(
    (await failureOf(findCompany(client, "Exemple SA"), "validation")).message,
    /2 companies named "Exemple SA": ids 4, 7\. Give the id/,
  );
  assert.deepEqual(await findCompany(client, 7), { id: 7, name: "Exemple SA" });
});

test("a secret that is plainly cut, emptied or unchanged is lost; one that merely looks different is masked", () => {
  const cases: [before: string, after: string, verdict: string][] = [
    ["", "made-up~ms", "lost"],
    ["old-s3cret", "", "lost"],
    ["old-s3cret", "old-s3cret", "lost"],
    ["", "", "masked"],
    ["********", "", "masked"],
    ["", "b1946ac92492d234", "masked"],
    ["old-s3cret", "********", "masked"],
    ["", "made-up~ms.secret-9", "readable"],
  ];
  for (const [before, after, verdict] of cases) {
    const found = judge("made-up~ms.secret-9", readValue(before), readValue(after), true);
    assert.equal(found, verdict, `"${before}" → "${after}"`);
  }
});

test("what was written and can be read is readable, whatever it is", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.boolean(), (wanted, before, secret) => {
      const shown = { value: wanted, visibility: "readable" } as const;
      return judge(wanted, readValue(before), shown, secret) === "readable" && !needsWriting(shown, wanted);
    }),
  );
});

test("a value that is no secret and reads differently is lost, unless it is plainly hidden", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (wanted, before, shown) => {
      const after = readValue(shown);
      fc.pre(shown !== wanted);
      return (
        judge(wanted, readValue(before), after, false) === (after.visibility === "masked" ? "masked" : "lost")
      );
    }),
  );
});
