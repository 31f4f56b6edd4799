import assert from "node:assert/strict";
import { it } from "node:test";
import { Faults } from "#sandbox/emulators/core/faults.ts";

const request = (line: string): Request => {
  const [method = "GET", path = "/"] = line.split(" ");
  return new Request(`https://toy.example.com${path}`, { method });
};

it("A fault without conditions hits every request", () => {
  const faults = new Faults();
  faults.list = [{ status: 503 }];
  for (const line of ["GET /a", "POST /b", "GET /a"]) assert.equal(faults.take(request(line))?.status, 503);
});

it("A fault hits only what its expression matches: method, path and query", () => {
  const faults = new Faults();
  faults.list = [{ match: "^GET /a\\?x=1$", status: 404 }];
  assert.equal(faults.take(request("GET /a?x=1"))?.status, 404);
  for (const line of ["GET /a", "POST /a?x=1", "GET /a?x=12"])
    assert.equal(faults.take(request(line)), undefined);
});

it("A fault hits as often as it says, counting only what it hits", () => {
  const faults = new Faults();
  faults.list = [{ match: "/a", status: 429, times: 2 }];
  const hits = ["GET /a", "GET /b", "GET /a", "GET /a"].map((line) => faults.take(request(line))?.status);
  assert.deepEqual(hits, [429, undefined, 429, undefined]);
});

it("A fault that is used up gives way to the next one that matches", () => {
  const faults = new Faults();
  faults.list = [{ status: 500, times: 1 }, { status: 503 }];
  assert.deepEqual(
    [1, 2, 3].map(() => faults.take(request("GET /"))?.status),
    [500, 503, 503],
  );
});

it("A new object is hidden from as many reads as the switch said when it was made, and only itself", () => {
  const faults = new Faults();
  faults.readsBeforeVisible = 2;
  faults.created("new");
  faults.readsBeforeVisible = 0;
  faults.created("later");
  assert.equal(faults.hidden("later"), false);
  assert.deepEqual(
    [1, 2, 3].map(() => faults.hidden("new")),
    [true, true, false],
  );
  assert.equal(faults.hidden("old"), false);
});
