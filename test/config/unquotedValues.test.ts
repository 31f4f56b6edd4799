import assert from "node:assert/strict";
import { it } from "node:test";
import { problemText } from "#config/configError.ts";
import { configProblems } from "#config/tenantProblems.ts";
import { entriesIn } from "#config/tenantSettings.ts";
import { withUnquoted } from "#config/unquotedValues.ts";

const VALID = {
  dns: "acme.cid-erp.app",
  google: { project: "acme-erp", createProject: { organization: "123456789012" } },
  microsoft: {
    tenantId: "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10",
    lifetimeMonths: 24,
    generations: [{ number: 1, start: "2026-11-23", end: "2028-11-23" }],
  },
  "modernauth:erpUrl": "https://acme.cid-erp.app",
  "modernauth:erpDatabase": "acme",
  "modernauth:erpLogin": "integration",
  erp: { company: 83, incomingServers: [7], installModule: true },
};

/** The problems of a configuration whose file says this, whatever the engine has made of it. */
const problems = (lines: string): string => {
  const file = `config:\n  p:dns: acme.cid-erp.app\n${lines}`;
  const entries = withUnquoted(entriesIn(VALID), "p", file);
  entries["modernauth:erpPassword"] = { value: "…", encrypted: true };
  return configProblems("acme", entries)
    .map((one) => problemText(one, "acme"))
    .join("\n");
};

it("A value without quotation marks that YAML alters is to be quoted in the file, even where the altered one would be taken", () => {
  for (const written of [
    "0123",
    "012345670123",
    "1_000",
    "1e3",
    "0x1F",
    "0o17",
    "+5",
    "12345678901234567890",
    "1.50",
    "2026-11-23",
    "True",
  ]) {
    const company = problems(`  p:erp:\n    company: ${written}\n`);
    assert.match(
      company,
      /^ {2}erp\.company: \S+ stands without quotation marks, so that YAML reads it as a (number|date|boolean)\./,
    );
    assert.ok(company.includes(`quote it in the file Pulumi.acme.yaml: company: "${written}"`), company);
    const database = problems(`  modernauth:erpDatabase: ${written}\n`);
    assert.ok(database.includes(`modernauth:erpDatabase: "${written}"`), database);
  }
  assert.match(
    problems("  p:erp:\n    incomingServers:\n      - 007\n"),
    /erp\.incomingServers\[0\].*- "007"$/s,
  );
  assert.match(
    problems("  p:microsoft:\n    lifetimeMonths: 024\n"),
    /write it in the file Pulumi\.acme\.yaml with decimal digits alone, without a zero in front$/,
  );
});

it("A value without quotation marks that YAML leaves as it is, or that is no text, may stay", () => {
  for (const written of [
    "Acme SA",
    "no",
    "yes",
    "83",
    "1:30",
    "1.5",
    "-3",
    '"0123"',
    "'1e3'",
    "|\n      0123",
  ])
    assert.equal(problems(`  p:erp:\n    company: ${written}\n`), "", written);
  assert.equal(problems("  p:erp:\n    installModule: True\n"), "");
  assert.equal(problems("  p:microsoft:\n    generations:\n      - start: 2026-11-23\n"), "");
  assert.equal(problems("  other:key: 0123\n"), "");
});

it("A value without quotation marks is not repeated where it is a secret", () => {
  assert.doesNotMatch(problems("  modernauth:erpPassword: 00123\n"), /00123/);
});
