import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { FleetRun } from "#fleet/results/result.ts";
import { calendar } from "#pages/report/calendar.ts";
import { reportOf } from "#pages/report/model.ts";
import { NOW } from "#test/fixtures/exampleDay.ts";
import { aResult, aRun } from "#test/fixtures/results.ts";
import { anyRun } from "#test/fleet/arbitraries.ts";

const feed = (run: FleetRun, now = NOW) => calendar(reportOf([run], now));

/** The events' properties, lines unfolded as RFC 5545, 3.1 says. */
const events = (text: string): Record<string, string>[] =>
  text
    .replaceAll("\r\n ", "")
    .split("BEGIN:VEVENT\r\n")
    .slice(1)
    .map((event) =>
      Object.fromEntries(
        event
          .split("\r\n")
          .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
      ),
    );

const withSecrets = (...secrets: (readonly [what: string, end: string])[]): FleetRun =>
  aRun([aResult("acme", { expiries: secrets.map(([what, end]) => ({ system: "microsoft", what, end })) })]);

it("The calendar of secrets has the day on which a secret ends, and for the newest the day from which it is to be rotated", () => {
  const days = events(feed(withSecrets(["secret 1", "2027-01-10"], ["secret 2", "2028-03-01"]))).map(
    (event) => [event["DTSTART;VALUE=DATE"], event["SUMMARY"]],
  );
  assert.deepEqual(days, [
    ["20270110", "acme: Microsoft secret 1 has ended"],
    ["20280101", "acme: rotate Microsoft secret 2"],
    ["20280301", "acme: Microsoft secret 2 has ended"],
  ]);
});

it("The calendar of secrets moves an event when the secret's end moves, instead of adding one", () => {
  const uids = (end: string) => events(feed(withSecrets(["secret 1", end]))).map(({ UID }) => UID);
  assert.deepEqual(uids("2027-01-10"), uids("2027-05-10"));
  assert.equal(new Set(uids("2027-01-10")).size, 2);
});

it("The calendar of secrets has its lines at most 75 octets long, and as many events as there are, whatever names hold", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const text = feed(run);
      const { secrets } = reportOf([run], NOW);
      const newest = secrets.filter((secret) => secret.newest).length;
      assert.equal(events(text).length, secrets.length + newest);
      assert.equal(new Set(events(text).map(({ UID }) => UID)).size, secrets.length + newest);
      for (const line of text.split("\r\n")) {
        assert.ok(Buffer.byteLength(line) <= 75, line);
        assert.doesNotMatch(line, /[\r\n]/);
      }
    }),
  );
});
