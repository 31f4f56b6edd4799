import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { keepSchema, NOTHING_KEPT } from "#config/keepSchema.ts";
import { askedFor } from "#config/rules/askedFor.ts";
import { byGroup, consentToManage, GRAPH_APP_ID, selectPermissions } from "#config/rules/permissions.ts";
import { redirectUriProblem } from "#config/rules/redirectUris.ts";

const EXCHANGE = "00000002-0000-0ff1-ce00-000000000000";
const OTHER = "00000001-0000-0000-0000-000000000000";
const id = (number: number) => `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, "0")}`;
const OURS = selectPermissions(byGroup(() => true));
const [first] = OURS;

it("What a registration asks for is what the program needs, and nothing at all where it needs nothing", () => {
  const [graph, ...others] = askedFor(OURS, []);
  assert.deepEqual(others, []);
  assert.deepEqual(graph, {
    resourceAppId: GRAPH_APP_ID,
    resourceAccesses: OURS.map(({ id, type }) => ({ id, type })),
  });
  assert.deepEqual(askedFor([], []), []);
});

it("What a registration asks for has what is kept behind our own, by API and by id, in whatever order and spelling it is written", () => {
  const kept = [
    { api: EXCHANGE.toUpperCase(), id: id(2), type: "Scope" as const, name: "two" },
    { api: EXCHANGE, id: id(1), type: "Scope" as const },
    { api: OTHER, id: id(3), type: "Role" as const },
    { api: GRAPH_APP_ID, id: id(4).toUpperCase(), type: "Role" as const },
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(kept, { minLength: kept.length }), (shuffled) => {
      const asked = askedFor(OURS, shuffled);
      assert.deepEqual(
        asked.map(({ resourceAppId }) => resourceAppId),
        [GRAPH_APP_ID, OTHER, EXCHANGE],
      );
      assert.deepEqual(asked[0]?.resourceAccesses.at(-1), { id: id(4), type: "Role" });
      assert.deepEqual(
        asked[2]?.resourceAccesses.map((one) => one.id),
        [id(1), id(2)],
      );
    }),
  );
});

it("What a registration asks for names a permission once that is kept and needed", () => {
  assert.ok(first);
  const kept = [{ api: GRAPH_APP_ID, id: first.id, type: first.type }];
  assert.deepEqual(askedFor(OURS, kept), askedFor(OURS, []));
});

it("What a registration asks for follows the order in which the registration lists it, and what that lacks comes last", () => {
  const kept = [{ api: EXCHANGE, id: id(1), type: "Scope" as const }];
  const ids = OURS.map((one) => one.id);
  const order = [EXCHANGE, id(1), GRAPH_APP_ID, ...ids.slice(1).toReversed()].map((one) => one.toUpperCase());
  assert.deepEqual(
    askedFor(OURS, kept, order).map(({ resourceAppId, resourceAccesses }) => [
      resourceAppId,
      resourceAccesses.map((one) => one.id),
    ]),
    [
      [EXCHANGE, [id(1)]],
      [GRAPH_APP_ID, [...ids.slice(1).toReversed(), ids[0]]],
    ],
  );
});

for (const uri of [
  "https://old.example/oauth2/retrieve_token",
  "https://old.example:8443/a?b=c",
  "http://localhost:8069/cb",
  "http://127.0.0.1/cb",
]) {
  it(`A redirect URI that is kept may be ${uri}`, () => assert.equal(redirectUriProblem(uri), undefined));
}
for (const [uri, problem] of [
  ["old.example", "is not a URL"],
  ["http://old.example/cb", "is neither https nor http on the own machine"],
  ["ms-appx-web://app", "is neither https nor http on the own machine"],
  ["https://old.example/cb#top", "has a fragment, which Microsoft refuses"],
  ["https://ada@old.example/cb", "contains a user name"],
  ["https://*.example.com/cb", "contains a wildcard"],
  [`https://old.example/${"a".repeat(240)}`, "is longer than 256 characters"],
]) {
  it(`A redirect URI that is kept may not be ${uri?.slice(0, 40)}: it ${problem}`, () =>
    assert.equal(redirectUriProblem(uri ?? ""), problem));
}

it("The list of what is kept is empty unless somebody writes it", () => {
  assert.deepEqual(NOTHING_KEPT, {
    redirectUris: [],
    permissions: [],
    scopes: [],
    owners: [],
    secrets: [],
  });
});

it("The list of what is kept takes nothing twice, and no list that it does not know", () => {
  const twice = keepSchema.safeParse({ owners: [id(1), id(1)] });
  assert.deepEqual(
    twice.error?.issues.map(({ path, message }) => [path, message]),
    [[["owners", 1], "is listed twice"]],
  );
  assert.equal(keepSchema.safeParse({ users: [id(1)] }).success, false);
});

const names = OURS.filter(({ type }) => type === "Scope").map(({ name }) => name);
it("Consent that an administrator gave, with a scope that is kept is managed when it is exactly ours and the kept one, and left alone otherwise", () => {
  const managed = (scopes: string[], kept: string[]) =>
    consentToManage("request", OURS, { scopes, assignmentIds: {} }, kept).length;
  assert.equal(managed([...names, "Mail.ReadWrite"], ["Mail.ReadWrite"]), names.length);
  assert.equal(managed([...names, "Mail.ReadWrite"], []), 0);
  assert.equal(managed(names, ["Mail.ReadWrite"]), 0);
});
