import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { CONSENT_MODES } from "#config/rules/consent.ts";
import type { Envelope } from "#fleet/results/envelope.ts";
import { GRAVITY } from "#fleet/results/result.ts";
import { PlainFleet } from "#test/fleet/plainFleet.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

let fleet: PlainFleet;
before(async () => {
  fleet = await PlainFleet.create("acme", "broken", "torn");
  const valid = readFileSync(fleet.file("broken"), "utf8");
  writeFileSync(fleet.file("broken"), valid.replace("broken.cid-erp.app", "https://broken.cid-erp.app"));
  writeFileSync(fleet.file("torn"), "<<<<<<< HEAD\nconfig:\n  a: b\n=======\n");
});
after(() => fleet.close());

/** What every envelope has, whichever command it is of. */
const isEnvelope = new Ajv({ allErrors: true }).compile({
  type: "object",
  required: ["command", "outcome", "exitCode", "next"],
  properties: {
    command: { type: "string", minLength: 1 },
    tenant: { type: "string" },
    outcome: { enum: [...GRAVITY] },
    exitCode: { enum: [0, 1, 3, 4, 7] },
    cause: { $ref: "#/$defs/worded" },
    next: { type: "array", items: { $ref: "#/$defs/worded" } },
  },
  $defs: {
    worded: {
      type: "object",
      required: ["kind", "text"],
      properties: { kind: { type: "string" }, text: { type: "string", minLength: 1 } },
    },
  },
});

async function envelopeOf(...args: string[]): Promise<Envelope> {
  const { code, stdout, stderr } = await fleet.modernAuth([...args, "--json"]);
  assert.ok(stdout.startsWith("{"), stdout + stderr);
  const envelope = JSON.parse(stdout) as Envelope;
  assert.ok(isEnvelope(envelope), JSON.stringify(isEnvelope.errors));
  assert.equal(envelope.exitCode, code);
  return envelope;
}

describe("A command about one tenant prints with --json the envelope that all commands share", () => {
  for (const [args, outcome] of [
    [["preflight", "acme"], "ok"],
    [["up", "acme"], "ok"],
    [["preview", "acme"], "ok"],
    [["rotate", "acme", "--dry-run"], "ok"],
    [["google", "guide", "acme", "--out", "pages"], "ok"],
    [["google", "rotate", "acme"], "ok"],
    [["google", "attest", "acme", "use", "--by", "anna@acme.example"], "ok"],
    [["tenant", "show", "acme"], "ok"],
    [["tenant", "remove", "acme", "--yes"], "refused"],
    [["erp", "status", "acme"], "failed"],
    [["erp", "discover", "acme"], "failed"],
    [["erp", "authorize", "acme", "1"], "failed"],
    [["erp", "test-mail", "acme", "--to", "anna@acme.example"], "failed"],
    [["google", "import", "acme", "nothing.json"], "failed"],
    [["handover", "acme"], "failed"],
    [["deployer", "check", "acme", "--mode", CONSENT_MODES[0]], "failed"],
    [["adopt", "acme"], "ok"],
  ] as const)
    it(`A command about one tenant prints with --json the envelope that all commands share: modern-auth ${args.join(" ")}: ${outcome}`, async () => {
      const envelope = await envelopeOf(...args);
      assert.equal(envelope.tenant, "acme");
      assert.equal(args.slice(0, envelope.command.split(" ").length).join(" "), envelope.command);
      assert.equal(envelope.outcome, outcome, JSON.stringify(envelope.cause));
      if (outcome !== "ok") assert.ok(envelope.cause && envelope.next.length > 0);
    });
});

describe("A failure is data in the envelope", () => {
  it("A failure is data in the envelope with every problem of a configuration", async () => {
    const { cause, next } = await envelopeOf("up", "broken");
    assert.ok(cause?.kind === "configuration");
    assert.deepEqual(
      cause.problems.map(({ property }) => property),
      ["dns"],
    );
    assert.equal(next[0]?.text, "pulumi config set dns <dns> --stack broken");
  });

  it("A failure is data in the envelope with the file's name where the CLI cannot read it, and with the command that makes a stack that is missing", async () => {
    const torn = await envelopeOf("preflight", "torn");
    assert.equal(torn.cause?.kind, "configuration-unreadable");
    assert.match(torn.cause.text, /^Pulumi\.torn\.yaml is not valid YAML: /);
    writeFileSync(fleet.file("unmade"), "config: {}\n");
    const unmade = await envelopeOf("preflight", "unmade");
    assert.equal(unmade.cause?.kind, "no-such-stack");
    assert.deepEqual(
      unmade.next.map(({ text }) => text),
      ["modern-auth up unmade"],
    );
  });

  it("A failure is data in the envelope with the line of a client file that is in another encoding, and nothing of it is stored", async () => {
    const before = readFileSync(fleet.file("acme"), "utf8");
    const file = join(fleet.project, "client_secret_latin.json");
    writeFileSync(file, Buffer.from('{"web": {\n"project_id": "é"}}', "latin1"));
    const { cause } = await envelopeOf("google", "import", "acme", file);
    assert.match(
      cause?.text ?? "",
      /latin\.json: line 2 is not UTF-8; .*Import the file as the console offers/,
    );
    assert.equal(readFileSync(fleet.file("acme"), "utf8"), before);
  });

  it("A failure is data in the envelope but wrong usage stays a plain text with exit code 2", async () => {
    for (const args of [
      ["preflight", "acme", "--colour"],
      ["tenant", "show", "nobody"],
      ["handover", "acme", "--vendor", "--show"],
      ["tenant", "remove", "acme"],
    ]) {
      const { code, stdout, stderr } = await fleet.modernAuth([...args, "--json"]);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /^error: /);
    }
  });
});

describe("Whoever starts a command as a child", () => {
  it("Whoever starts a command as a child gets its envelope as a message, while what it prints stays for people", async () => {
    const child = fork(main, ["preflight", "broken"], {
      cwd: fleet.project,
      env: { ...process.env, ...fleet.env },
      execPath: process.execPath,
      silent: true,
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (printed += text));
    const messages: Envelope[] = [];
    child.on("message", (message) => messages.push(message as Envelope));
    const [code] = await once(child, "close");
    const [envelope] = messages;
    assert.ok(envelope, "it reported nothing");
    assert.ok(isEnvelope(envelope), JSON.stringify(isEnvelope.errors));
    assert.deepEqual([envelope.outcome, envelope.cause?.kind, code], ["failed", "configuration", 1]);
    assert.match(printed, /^The configuration of stack "broken" is not valid\.\n {2}dns: /);
  });
});

describe("A run over many tenants", () => {
  it("A run over many tenants has of each the cause as data, and as one outcome of its own", async () => {
    const file = join(fleet.folder, "results.json");
    await fleet.modernAuth(["preflight", "--all", "--results", file]);
    const { outcome, exitCode, results } = JSON.parse(readFileSync(file, "utf8"));
    assert.deepEqual([outcome, exitCode], ["failed", 1]);
    assert.deepEqual(
      results.map(({ tenant, cause }: { tenant: string; cause?: { kind: string } }) => [tenant, cause?.kind]),
      [
        ["acme", undefined],
        ["broken", "configuration"],
        ["torn", "configuration-unreadable"],
        ["unmade", "no-such-stack"],
      ],
    );
  });

  it("A run over many tenants that fails as a whole prints an envelope, too", async () => {
    const { code, stdout } = await fleet.modernAuth(["drift", "--all", "--json"], {
      PULUMI_BACKEND_URL: `file://${fleet.folder}/nowhere`,
    });
    const envelope = JSON.parse(stdout) as Envelope;
    assert.ok(isEnvelope(envelope), JSON.stringify(isEnvelope.errors));
    assert.deepEqual([code, envelope.command, envelope.cause?.kind], [1, "drift", "backend-away"]);
  });
});
