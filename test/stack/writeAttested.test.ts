import assert from "node:assert/strict";
import { it } from "node:test";
import { attestingCommands } from "#stack/writeAttested.ts";

const SEEN = { by: "anna@acme.example", on: "2026-11-23" } as const;
const EXTERNAL = { ...SEEN, audience: "external", publishing: "testing" } as const;
const set = (...pairs: string[]) => [
  "config",
  "set-all",
  "--path",
  ...pairs.flatMap((pair) => ["--plaintext", `google.attested.${pair}`]),
];

it("The commands that write attestations set all keys in one, those of several items too", () => {
  assert.deepEqual(attestingCommands({}, { dataAccess: SEEN, audience: EXTERNAL }), [
    set(
      "dataAccess.by=anna@acme.example",
      "dataAccess.on=2026-11-23",
      "audience.by=anna@acme.example",
      "audience.on=2026-11-23",
      "audience.audience=external",
      "audience.publishing=testing",
    ),
  ]);
});

it("The commands that write attestations touch only what differs, and are none where nothing does", () => {
  const before = { branding: SEEN, client: SEEN };
  assert.deepEqual(attestingCommands(before, structuredClone(before)), []);
  assert.deepEqual(attestingCommands(before, { ...before, client: { ...SEEN, on: "2026-11-24" } }), [
    set("client.on=2026-11-24"),
  ]);
});

it("The commands that write attestations take out a publishing status that no longer applies, before anything is set", () => {
  assert.deepEqual(
    attestingCommands({ audience: EXTERNAL }, { audience: { ...SEEN, audience: "internal" } }),
    [["config", "rm", "--path", "google.attested.audience.publishing"], set("audience.audience=internal")],
  );
});
