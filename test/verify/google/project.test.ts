import assert from "node:assert/strict";
import { it } from "node:test";
import { byHand } from "#verify/check.ts";
import { entry, google, log, notable } from "./fixture.ts";

it("The project that somebody shut down is drift", () => {
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

it("The project that is not the client's is drift", () => {
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

it("The project misses each API that is disabled", () => {
  assert.deepEqual(notable({ services: { value: ["logging.googleapis.com"] } }), [
    google("drift", "service gmail.googleapis.com", "enabled", "disabled", "pulumi up --stack acme"),
  ]);
});

it("The project is inconclusive in what could not be read, and the right is named", () => {
  const problem = { what: "may not", next: [byHand("grant it roles/x on the project acme-erp")] };
  assert.deepEqual(notable({ services: { problem }, project: { problem }, auditLog: { problem } }), [
    google("inconclusive", "project", "", problem.what, "grant it roles/x on the project acme-erp"),
    google("inconclusive", "services", "", problem.what, "grant it roles/x on the project acme-erp"),
    google("inconclusive", "client.auditLog", "", problem.what, "grant it roles/x on the project acme-erp"),
  ]);
});

const fix =
  "look at it (https://console.cloud.google.com/logs/query;query=protoPayload.serviceName%3D%22clientauthconfig.googleapis.com%22?project=acme-erp), then pulumi up --stack acme";
const since = "nothing since 2026-11-02T08:00:00Z";

it("The audit log with an entry since the last update is a warning that names who, when and what", () => {
  const actual = "2026-11-20T09:00:00Z anna@acme.example: UpdateClient";
  assert.deepEqual(notable(log(entry())), [google("warn", "client.auditLog", since, actual, fix)]);
});

it("The audit log of which the last update has seen everything is ok, whatever the form of its time", () => {
  assert.deepEqual(notable(log(entry({ timestamp: "2026-11-02T08:00:00Z" }))), []);
  assert.deepEqual(notable(log(entry({ timestamp: "2026-11-02T08:00:00.000000Z" }))), []);
  assert.equal(notable(log(entry({ timestamp: "2026-11-02T08:00:00.001Z" }))).length, 1);
});

it("The audit log shows five entries and counts the rest", () => {
  const actual = `${Array(5).fill("2026-11-20T09:00:00Z anna@acme.example: UpdateClient").join("; ")}; 2 more`;
  assert.equal(notable(log(...Array(7).fill(entry())))[0]?.actual, actual);
});

it("The audit log names somebody where it does not say who, and a change where it does not say what", () => {
  const [one] = notable(log(entry({ principal: "", method: "" })));
  assert.equal(one?.actual, "2026-11-20T09:00:00Z somebody: a change without a name");
});

it("The audit log that had no entry at the last update counts every one", () => {
  const recorded = { redirect: "registered", auditedUntil: "1970-01-01T00:00:00Z" };
  const [one] = notable(log(entry({ timestamp: "2025-01-01T00:00:00Z" })), { recorded });
  assert.equal(one?.expected, "nothing");
  assert.equal(one?.verdict, "warn");
});

it("The audit log that the last update could not read is inconclusive, and the role is named", () => {
  const recorded = { redirect: "registered", auditedUntil: "" };
  assert.deepEqual(notable(log(entry()), { recorded }), [
    google(
      "inconclusive",
      "client.auditLog",
      "",
      "the last update could not read the log, so that nothing tells since when to look",
      "grant whoever runs updates roles/logging.viewer on the project acme-erp, then pulumi up --stack acme",
    ),
  ]);
});

it("The audit log that could not be searched to its end is inconclusive", () => {
  assert.deepEqual(notable({ auditLog: { value: { entries: [], cut: true } } }), [
    google("inconclusive", "client.auditLog", "", "the log could not be searched to its end", "run it again"),
  ]);
});
