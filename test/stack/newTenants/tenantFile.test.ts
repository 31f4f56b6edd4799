import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import { ENCRYPTED } from "#config/tenantSettings.ts";
import { writtenSettings } from "#stack/inventory/writtenSettings.ts";
import { tenantFile } from "#stack/newTenants/tenantFile.ts";

const PROJECT = "erp-modern-auth";
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  // What YAML takes for something else than a text.
  fc.constantFrom(
    "2026-11-23",
    "yes",
    "No",
    "null",
    "~",
    "012",
    "1e3",
    "0x1f",
    "1_000",
    "12:30",
    "- a",
    "a: b",
    "#",
    "&a",
    "*a",
    "!a",
    "%",
  ),
);
const plain = { noNullPrototype: true };
const server = fc.oneof(text, fc.nat());
const settings = fc.record(
  {
    dns: text,
    tags: fc.array(text),
    microsoft: fc.record({ tenantId: text, lifetimeMonths: fc.integer() }, plain),
    "modernauth:erpLogin": text,
    erp: fc.record({ company: server, incomingServers: fc.array(server) }, plain),
  },
  plain,
);

it("The configuration file of a tenant says exactly what its settings say, whatever is in them", () => {
  fc.assert(
    fc.property(settings, text, (given, password) => {
      const file = tenantFile("acme", PROJECT, given, { encryptionsalt: "v1:salt" }, password);
      const read = writtenSettings(file, PROJECT);
      assert.deepEqual(read, {
        ...given,
        "modernauth:erpPassword": ENCRYPTED,
        "pulumi:disable-default-providers": ["*"],
      });
      // As the CLI's own parser reads it: that one knows dates and older spellings.
      assert.deepEqual(parse(file, { version: "1.1" }), parse(file));
      const { config, encryptionsalt } = parse(file);
      assert.equal(encryptionsalt, "v1:salt");
      assert.deepEqual(config["modernauth:erpPassword"], { secure: password });
    }),
  );
});

it("The configuration file of a tenant is the same for the same settings", () => {
  fc.assert(
    fc.property(settings, (given) => {
      assert.equal(tenantFile("acme", PROJECT, given, {}), tenantFile("acme", PROJECT, given, {}));
    }),
    { numRuns: 20 },
  );
});
