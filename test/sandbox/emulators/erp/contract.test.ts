import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flavour } from "#sandbox/emulators/erp/erp.ts";
import { unused } from "#test/contracts/contracts.ts";
import { exchanges, type OdooContract, protocolsOf } from "#test/contracts/odoo.ts";
import { reduced } from "#test/contracts/reduce.ts";
import type { Exchange, Protocol } from "#test/contracts/wire.ts";
import { decode } from "#test/contracts/xmlrpc.ts";
import { abridged, differences, errorClass, landmarks, type Strictness } from "./compare.ts";
import { recordedErp, replay, stepsLeftOut } from "./recorded.ts";

/** Exchanges that are not replayed, and why. None at present. */
const skipped = new Map<string, string>();

/** Exchanges compared by status, headers, shape and class of error only, and why their values may differ. */
const onlyShape: readonly (readonly [names: RegExp, reason: string])[] = [
  [/^transport: /, "wording of the web framework's own pages"],
  [
    /^user: own record$|^user: implied groups/,
    "ids of groups: their order, and groups that the emulator lacks",
  ],
  [/^user: own API keys$/, "the name that somebody gave the key"],
  [/^language: installed|^parameter: search_read$/, "ids of rows that the server made when it was installed"],
  [/^company: all$/, "ids of partners, which the emulator lacks"],
  [/^fields: ir\.model\.(data|fields)/, "ids that the server gave to fields"],
  [/^call: a date and time field$/, "when the company was made"],
  [/^outgoing: fields_get$/, "long help texts, and two labels with a number in front"],
  [/^mail: unlink$/, "the id of the mail's message"],
  [
    / form: (fields_view_get, |get_views?, |as a user)/,
    "the forms are shorter; see the test of their landmarks",
  ],
];

/** Answers of which the emulator knows fewer stock fields. */
const fewerFields = / form: |fields_get of the whole model/;

const strictnessOf = (name: string): Strictness =>
  onlyShape.some(([names]) => names.test(name)) ? "shape" : "values";

/** Ids of fields differ from server to server: the request asks for those that this server named just before. */
function withOwnIds(exchange: Exchange, ids: readonly number[]): Exchange {
  if (exchange.name !== "fields: ir.model.fields of those ids") return exchange;
  if (typeof exchange.request.body === "string") {
    const list = `<array><data>${ids.map((id) => `<value><int>${id}</int></value>`).join("")}</data></array>`;
    const body = exchange.request.body.replace(/<array><data>\s*<value><int>.*?<\/data><\/array>/s, list);
    return { ...exchange, request: { ...exchange.request, body } };
  }
  const body = structuredClone(exchange.request.body) as { ids?: unknown; params?: { args: unknown[] } };
  if (body.params) {
    const inner = body.params.args[5];
    if (Array.isArray(inner)) inner[0] = ids;
  } else {
    body.ids = ids;
  }
  return { ...exchange, request: { ...exchange.request, body } };
}

function fieldIds(answer: unknown): number[] {
  const rows = Array.isArray(answer) ? answer : (answer as { result?: unknown }).result;
  return Array.isArray(rows) ? rows.map((row: { res_id: number }) => row.res_id) : [];
}

const recordedAnswer = ({ response }: Exchange) =>
  typeof response === "string" && response.startsWith("<?xml") ? decode(response) : response;

/** 19 lists allowed methods in an order of its own each time. */
const inAnyOrder = (header: string | null) => header?.split(", ").sort().join(", ");

const flavourOf = (contract: OdooContract) => contract.split("/")[0] as Flavour;

async function replayAll(contract: OdooContract, protocol: Protocol) {
  const erp = recordedErp(flavourOf(contract));
  erp.state.databaseList = !contract.endsWith("/no-database-list");
  const steps = stepsLeftOut(erp);
  const failures: string[] = [];
  let ids: number[] = [];
  const count = { replayed: 0, equalInEveryValue: 0, all: 0 };
  for (const exchange of exchanges(contract, protocol)) {
    count.all += 1;
    if (skipped.has(exchange.name)) continue;
    steps.get(exchange.name)?.();
    const response = await replay(erp, withOwnIds(exchange, ids));
    const given = reduced(decode(await response.text()));
    const real = recordedAnswer(exchange);
    if (exchange.name === "fields: ir.model.data of the module") ids = fieldIds(given);
    const recorded = fewerFields.test(exchange.name) ? abridged(real, given) : real;
    const found = differences(recorded, given, strictnessOf(exchange.name));
    if (response.status !== exchange.status)
      found.push(`status ${exchange.status} became ${response.status}`);
    if (errorClass(real) !== errorClass(given)) {
      found.push(`class ${String(errorClass(real))} became ${String(errorClass(given))}`);
    }
    for (const [name, value] of Object.entries(exchange.responseHeaders)) {
      if (inAnyOrder(response.headers.get(name)) !== inAnyOrder(value))
        found.push(`${name} ${value} became ${response.headers.get(name)}`);
    }
    count.replayed += 1;
    if (differences(real, given, "values").length === 0) count.equalInEveryValue += 1;
    if (found.length > 0) failures.push(`${exchange.name}\n    ${found.slice(0, 5).join("\n    ")}`);
  }
  return { failures, count };
}

const rpc = (["odoo-14/rpc", "odoo-19/rpc"] as const).flatMap((contract) =>
  protocolsOf(contract).map((protocol) => [contract, protocol] as const),
);

/** 14 has nulls in its forms, for which XML-RPC has no word: no form ever gets through. */
const withForms = rpc.filter(
  ([contract, protocol]) => contract === "odoo-19/rpc" || !protocol.startsWith("xmlrpc"),
);

const alsoReplayed = (["odoo-14/no-database-list", "odoo-19/no-database-list"] as const).flatMap((contract) =>
  protocolsOf(contract).map((protocol) => [contract, protocol] as const),
);

for (const [contract, protocol] of [...rpc, ...alsoReplayed]) {
  test(`every exchange of ${contract} over ${protocol} is answered as the real server did`, async (t) => {
    const { failures, count } = await replayAll(contract, protocol);
    t.diagnostic(JSON.stringify({ contract, protocol, ...count }));
    assert.deepEqual(failures, []);
    assert.ok(count.replayed >= count.all * 0.9, "at least nine exchanges in ten are replayed");
  });
}

for (const contract of [
  "odoo-14/rpc",
  "odoo-19/rpc",
  "odoo-14/no-database-list",
  "odoo-19/no-database-list",
] as const) {
  test(`no exchange of ${contract} is left out`, () => assert.deepEqual(unused(contract), []));
}

for (const [contract, protocol] of rpc) {
  test(`nothing in the lists of exceptions is out of use for ${contract} over ${protocol}`, () => {
    const names = [...exchanges(contract, protocol)].map((exchange) => exchange.name);
    const idle = onlyShape.filter(([pattern]) => !names.some((name) => pattern.test(name)));
    assert.deepEqual(idle, []);
    for (const name of skipped.keys()) assert.ok(names.includes(name), `${name} is skipped but not recorded`);
  });
}

for (const [contract, protocol] of withForms) {
  test(`the forms of ${contract} over ${protocol} have no landmark that the real form lacks`, async () => {
    const erp = recordedErp(flavourOf(contract));
    let forms = 0;
    for (const exchange of exchanges(contract, protocol)) {
      const given = decode(await (await replay(erp, exchange)).text());
      const [real, ours] = [archOf(recordedAnswer(exchange)), archOf(given)];
      if (real === undefined || ours === undefined) continue;
      forms += 1;
      const known = new Set(landmarks(real));
      const strange = landmarks(ours).filter((landmark) => !known.has(landmark));
      assert.deepEqual(strange, [], exchange.name);
      const addon = (arch: string) =>
        landmarks(arch).filter((landmark) => /oauth2_|OAuth2|Microsoft|Google/.test(landmark));
      assert.deepEqual(addon(ours), addon(real), exchange.name);
    }
    assert.ok(forms >= 7, `only ${forms} forms were compared`);
  });
}

/** The form in an answer, wherever the protocol and the version put it. */
function archOf(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  if ("arch" in answer && typeof answer.arch === "string") return answer.arch;
  return Object.values(answer)
    .map((inner) => archOf(inner))
    .find((arch) => arch !== undefined);
}
