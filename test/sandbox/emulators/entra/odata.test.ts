import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parseFilter } from "#sandbox/emulators/entra/filter.ts";
import { list, type Page, project, selection } from "#sandbox/emulators/entra/odata.ts";
import { type Json, world } from "./world.ts";

const filterable = new Set([
  "id",
  "displayName",
  "tags",
  "enabled",
  "owner",
  "keys",
  "createdDateTime",
  "principalId",
]);
const thing = {
  id: "1",
  displayName: "CID ERP",
  tags: ["erp", "a and b"],
  enabled: true,
  owner: { name: "Adele" },
  keys: [{ keyId: "k1", type: "Verify" }],
  createdDateTime: "2026-11-23T12:00:00Z",
  principalId: null,
};
const matches = (filter: string): boolean => parseFilter(filter, filterable).matches(thing);

const cases: [filter: string, expected: boolean][] = [
  ["displayName eq 'CID ERP'", true],
  ["displayName eq 'cid erp'", true],
  ["displayName eq 'CID'", false],
  ["enabled eq true", true],
  ["enabled eq false", false],
  ["principalId eq null", true],
  ["owner/name eq 'Adele'", true],
  ["tags/any(t:t eq 'erp')", true],
  ["tags/any(t: t eq 'a and b')", true],
  ["tags/any(t:t eq 'none')", false],
  ["keys/any(k:k/keyId eq 'k1' and k/type eq 'Verify')", true],
  ["keys/any(k:k/keyId eq 'k1' and k/type eq 'Sign')", false],
  ["displayName eq 'x' or enabled eq true", true],
  ["displayName eq 'x' and enabled eq true or enabled eq true", true],
  ["displayName eq 'x' and (enabled eq true or enabled eq true)", false],
  ["startswith(displayName,'CID')", true],
  ["startswith(displayName, 'ERP')", false],
  ["displayName in ('a', 'CID ERP')", true],
  ["not (displayName eq 'a')", true],
  ["displayName ne 'a'", true],
  ["createdDateTime ge 2026-11-23T12:00:00Z", true],
  ["createdDateTime gt 2026-11-23T12:00:00Z", false],
];
for (const [filter, expected] of cases) {
  it(`a $filter ${expected ? "finds" : "passes over"} the object with ${filter}`, () => {
    assert.equal(matches(filter), expected);
  });
}

it("a $filter is refused where its syntax is wrong", () => {
  for (const filter of [
    "",
    "displayName",
    "displayName eq",
    "displayName is 'a'",
    "displayName eq 'a",
    "(enabled eq true",
    "enabled eq true)",
  ]) {
    assert.throws(
      () => parseFilter(filter, filterable),
      { status: 400, message: "Invalid filter clause" },
      filter,
    );
  }
});

it("a $filter is refused on a property that cannot be filtered", () => {
  const name = { status: 400, code: "Request_UnsupportedQuery", message: /'secret'/ };
  assert.throws(() => parseFilter("secret eq 'x'", filterable), name);
});

it("a $filter finds exactly the text that was quoted, whatever it is", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, other) => {
      const filter = parseFilter(`displayName eq '${name.replaceAll("'", "''")}'`, filterable);
      assert.equal(filter.matches({ displayName: name }), true);
      const equal = name.toLowerCase() === other.toLowerCase();
      assert.equal(filter.matches({ displayName: other }), equal);
    }),
  );
});

it("a page and those that follow show every object once, in whatever sizes", () => {
  const ids = fc.uniqueArray(fc.uuid(), { maxLength: 40 });
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 12 }), (all, top) => {
      const items = all.map((id) => ({ id }));
      const seen: string[] = [];
      let next: string | undefined = `https://graph.microsoft.com/v1.0/things?$top=${top}`;
      while (next && seen.length <= all.length) {
        const page: Page<{ id: string }> = list(items, new URL(next), { filterable });
        assert.ok(page.items.length <= top);
        seen.push(...page.items.map(({ id }) => id));
        next = page.nextLink;
      }
      assert.deepEqual(seen.sort(), [...all].sort());
    }),
  );
});

it("a page goes on at the right place when an object of an earlier page is deleted meanwhile", () => {
  const items = ["a", "b", "c", "d"].map((id) => ({ id }));
  const first = list(items, new URL("https://g/things?$top=2"), { filterable });
  const rest = list(items.slice(1), new URL(first.nextLink ?? ""), { filterable });
  assert.deepEqual(
    rest.items.map(({ id }) => id),
    ["c", "d"],
  );
});

it("a page counts a read only of objects that the filter lets through", () => {
  const items = [
    { id: "a", displayName: "x" },
    { id: "b", displayName: "y" },
  ];
  const asked: string[] = [];
  list(items, new URL("https://g/things?$filter=displayName eq 'y'"), { filterable }, ({ id }) => {
    asked.push(id);
    return true;
  });
  assert.deepEqual(asked, ["b"]);
});

it("a page refuses impossible sizes and query options that nobody answers", () => {
  for (const query of ["$top=0", "$top=1000", "$top=x", "$expand=owners", "$orderby=displayName"]) {
    assert.throws(
      () => list([], new URL(`https://g/things?${query}`), { filterable }),
      { status: 400 },
      query,
    );
  }
});

it("a page carries the selected properties and the id", () => {
  const names = selection(new URL("https://g/things?$select=displayName, tags"));
  assert.deepEqual(project(thing, names), { id: "1", displayName: thing.displayName, tags: thing.tags });
  assert.equal(project(thing, selection(new URL("https://g/things"))), thing);
});

it("lists on Graph are followed by their link, on the host that was asked", async () => {
  const { graph, entra } = await world();
  const seen: string[] = [];
  let path = "/v1.0/applications?$top=2&$select=displayName";
  for (let pages = 0; path && pages < 10; pages++) {
    const { body } = await graph("GET", path);
    seen.push(...body.value.map((each: Json) => each.id));
    const next: string | undefined = body["@odata.nextLink"];
    if (next) assert.ok(next.startsWith("https://graph.microsoft.com/v1.0/applications?"), next);
    path = next ? next.slice("https://graph.microsoft.com".length) : "";
  }
  assert.deepEqual(seen.sort(), Object.keys(entra.state.applications).sort());
});

it("lists on Graph allow advanced queries and counts only with the consistency header", async () => {
  const { graph, entra } = await world();
  const path = "/v1.0/applications?$filter=displayName ne 'Contoso Intranet'&$count=true";
  const refused = await graph("GET", path);
  assert.equal(refused.status, 400);
  assert.equal(refused.body.error.code, "Request_UnsupportedQuery");
  const { body } = await graph("GET", path, undefined, { ConsistencyLevel: "eventual" });
  assert.equal(body["@odata.count"], Object.keys(entra.state.applications).length - 1);
});

it("lists on Graph answer unknown paths and versions as Graph does", async () => {
  const { graph } = await world();
  const unknown = await graph("GET", "/v1.0/nonsense");
  assert.equal(unknown.status, 400);
  assert.equal(unknown.body.error.message, "Resource not found for the segment 'nonsense'.");
  assert.equal((await graph("GET", "/v3.0/applications")).status, 400);
});
