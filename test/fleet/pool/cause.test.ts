import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { type Cause, causeNext, causeText } from "#config/cause.ts";
import { ConfigError } from "#config/configError.ts";
import { configSet, type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import { failureOf } from "#fleet/failure.ts";
import { saidBy } from "#fleet/pool/tenantRun.ts";
import { engineFailure } from "#stack/engineRun.ts";
import { pulumiFailure } from "#stack/pulumiFailure.ts";

const NOW = new Date("2026-11-24T04:02:03Z");
const ACME = { tenant: "acme", file: "tenants/Pulumi.acme.yaml" };
const AGAIN = "modern-auth up acme";
const UP: NextStep = { kind: "modern-auth", words: ["up", "acme"] };

/** A cause as a summary words it. */
const inWords = (cause: Cause): { cause: string; fix: string } => ({
  cause: causeText(cause, ACME, NOW),
  fix: nextStepText(causeNext(cause, ACME, UP), "acme"),
});

/** What the words of the Pulumi CLI and of other plugins come to. */
const explained = (output: string): { cause: string; fix: string } => inWords(pulumiFailure(output));
const kindOf = (output: string): Cause["kind"] => pulumiFailure(output).kind;

/** What becomes of a tenant whose command ended without a report. */
function ended(output: string, signal: NodeJS.Signals | null = null): { cause: string; fix: string } {
  const tenant = { name: "acme", file: "tenants/Pulumi.acme.yaml" };
  const { cause, next } = saidBy({ code: signal ? null : 1, signal, output }, tenant, {
    program: "modern-auth",
    verb: ["up"],
    options: [],
  });
  return { cause: cause?.text ?? "", fix: next.map((step) => nextStepText(step, "acme")).join() };
}

/** Word for word what Pulumi 3.259.0 printed when each of this was done to it. */
const LOCKED = (since: string) =>
  "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n" +
  `  file:///state/.pulumi/locks/organization/probe/acme/11111111-1111-4111-8111-111111111111.json?metadata=skip: created by runner@ci-7 (pid 4242) at ${since}`;
const FULL =
  "error: 2 errors occurred:\n" +
  "    1) write /state/.pulumi/locks/organization/probe/acme/b53faf43.json.18eb1de5ba8dd600.tmp: no space left on device\n" +
  "    2) Unknown";
const AWAY = {
  "a folder":
    'error: unable to open state directory "file:///state?metadata=skip": stat /state: no such file or directory',
  "a bucket":
    'error: read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): operation error S3: GetObject, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , HostID: , request send failed, Get "http://127.0.0.1:1/nobucket/.pulumi/meta.yaml?x-id=GetObject": dial tcp 127.0.0.1:1: connect: connection refused',
  PostgreSQL:
    'error: unable to open state database "postgres://u:…@127.0.0.1:1/db": failed to ping PostgreSQL: dial tcp 127.0.0.1:1: connect: connection refused',
  "Pulumi Cloud":
    'Logging in using access token from PULUMI_ACCESS_TOKEN\nerror: performing HTTP request: Get "https://127.0.0.1:1/api/user": dial tcp 127.0.0.1:1: connect: connection refused',
};

it("A lock is explained with its owner, its age, and the one command that may take it away, only if its run is dead", () => {
  assert.deepEqual(explained(LOCKED("2026-11-24T01:02:03Z")), {
    cause:
      "Locked by runner@ci-7 (pid 4242) since 2026-11-24T01:02:03Z, 3 hours ago: another run, or one that was killed.",
    fix: "pulumi cancel --stack acme   (only if that run is dead; otherwise wait for it)",
  });
});

it("A lock is explained in days, minutes and seconds, and as a wrong clock where its time lies ahead", () => {
  const age = (since: string) => /Z, (.*): another/.exec(explained(LOCKED(since)).cause)?.[1];
  assert.equal(age("2026-11-20T04:02:03Z"), "4 days ago");
  assert.equal(age("2026-11-24T03:50:03Z"), "12 minutes ago");
  assert.equal(age("2026-11-24T04:01:58Z"), "5 seconds ago");
  assert.equal(age("2027-11-24T04:02:03Z"), "in 365 days (a clock is wrong)");
});

it("A lock is explained of Pulumi Cloud, too, and one that could not be written as a whole", () => {
  const fix = "pulumi cancel --stack acme   (only if that run is dead; otherwise wait for it)";
  assert.equal(explained("error: [409] Conflict: Another update is currently in progress.").fix, fix);
  assert.deepEqual(explained("error: unexpected end of JSON input"), {
    cause: "A lock is there that cannot be read: its run had no disk left, or was killed.",
    fix,
  });
});

for (const [kind, output] of Object.entries(AWAY))
  it(`A state backend that is away is worth another try be it ${kind}`, () => {
    const { cause, fix } = explained(output);
    assert.match(cause, /^The state backend does not answer: /);
    assert.equal(fix, "pulumi whoami --verbose");
    assert.equal(kindOf(output), "backend-away");
  });

it("A state backend that is away is worth another try but a cloud that does not answer is not taken for it", () => {
  const graph =
    'error: fetching: Get "https://graph.microsoft.com/v1.0/me": dial tcp 1.2.3.4:443: i/o timeout';
  assert.notEqual(kindOf(graph), "backend-away");
  assert.notEqual(
    kindOf('error: unable to open state directory "file:///state": permission denied'),
    "backend-away",
  );
});

it("What went wrong is explained, with what helps: the first problem of a configuration that is not valid", () => {
  const problem = (property: string) => ({
    property,
    what: "is missing",
    allowed: "a name",
    next: configSet(property, "x"),
  });
  const error = new ConfigError("acme", [problem("dns"), problem("erp.company")]);
  const expected = {
    cause: "dns: is missing. Allowed: a name.",
    fix: "pulumi config set dns x --stack acme",
  };
  assert.deepEqual(inWords(failureOf(error)), expected);
  // As the engine shows the program's error, which the program has noted.
  const stdout = `Diagnostics:\n  pulumi:pulumi:Stack (erp-modern-auth-acme):\n    error: ${error.message.replaceAll("\n", "\n    ")}\n`;
  const noted = [{ kind: "configuration" as const, problems: error.problems }];
  const run = { stdout, stderr: "", interrupted: false, noted };
  assert.deepEqual(inWords(engineFailure(run)), expected);
});

it("What went wrong is explained, with what helps: a configuration file that is none", () => {
  assert.deepEqual(explained("error: invalid YAML file: yaml: line 1: did not find expected ',' or ']'"), {
    cause: "tenants/Pulumi.acme.yaml is not valid YAML: yaml: line 1: did not find expected ',' or ']'",
    fix: "git log -p -1 -- tenants/Pulumi.acme.yaml",
  });
});

it("What went wrong is explained, with what helps: a stack that is not there yet", () => {
  assert.equal(explained("error: no stack named 'acme' found").fix, "modern-auth up acme");
});

it("What went wrong is explained, with what helps: a passphrase that is wrong or missing", () => {
  const fix = "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to this stack's passphrase";
  const wrong = explained(
    "error: getting stack configuration: get stack secrets manager: incorrect passphrase",
  );
  assert.deepEqual(wrong, {
    cause: "The passphrase is not the one that this stack's secrets are encrypted with.",
    fix,
  });
  const missing =
    "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables";
  assert.deepEqual(explained(missing), { cause: "The passphrase of this stack's secrets is missing.", fix });
});

it("What went wrong is explained, with what helps: a full disk, with the place", () => {
  const { cause, fix } = explained(FULL);
  assert.match(cause, /^The disk is full: .*\/state\/\.pulumi\/locks\/.*: no space left on device$/);
  assert.equal(fix, "Free some space, then the same command with --resume");
});

it("What went wrong is explained, with what helps: a state that is damaged", () => {
  const { cause, fix } = explained(
    "Previewing update (acme):\nerror: failed to load checkpoint: place 1: unexpected end of JSON input",
  );
  assert.match(cause, /^The state of this stack cannot be read: failed to load checkpoint/);
  assert.equal(
    fix,
    'Put a copy of it that can be read in its place: docs/backends.md, "A damaged state"',
    "no file is named that nobody has looked at",
  );
});

it("What went wrong is explained, with what helps: nobody logged in to the backend", () => {
  const { fix } = explained(
    "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
  );
  assert.equal(fix, "pulumi login, or set PULUMI_BACKEND_URL; what both take: docs/backends.md");
});

it("What went wrong is explained, with what helps: what passes by itself, of the last try only", () => {
  const throttled = "error: unexpected status 429 with OData error: TooManyRequests";
  assert.deepEqual(explained(throttled), {
    cause: "It failed by something that passes (throttling).",
    fix: AGAIN,
  });
  // Each try is a run of its own, and what the plugin noted is of that run.
  const last = engineFailure({
    stdout: 'error: erp.company: no company named "X". Fix: set it\n',
    stderr: "",
    interrupted: false,
    noted: [
      {
        kind: "erp",
        code: "missing-record",
        message: 'erp.company: no company named "X".',
        next: { kind: "person", text: "set it" },
      },
    ],
  });
  assert.deepEqual(inWords(last), { cause: 'erp.company: no company named "X".', fix: "set it" });
});

it("What went wrong is explained, with what helps: that it was interrupted", () => {
  const expected = { cause: "It was interrupted. What it had done is in the state.", fix: AGAIN };
  assert.deepEqual(ended("", "SIGINT"), expected);
  assert.deepEqual(
    inWords(engineFailure({ stdout: "", stderr: "", interrupted: true, noted: [] })),
    expected,
  );
  assert.deepEqual(explained("  pulumi:pulumi:Stack (probe-a):\n    error: update canceled\n"), expected);
});

it("What went wrong is explained, with what helps: whatever else there is, in its own words: the first error that says something", () => {
  const output =
    "Updating (acme):\n pulumi:pulumi:Stack acme  error: update failed\nDiagnostics:\n" +
    "    error: Running program 'index.js' failed with an unhandled exception:\n    Error: boom\n        at x";
  assert.deepEqual(explained(output), {
    cause: "Running program 'index.js' failed with an unhandled exception: Error: boom",
    fix: AGAIN,
  });
  assert.deepEqual(
    inWords({ kind: "refused", message: "the ERP holds the older secret", next: { kind: "update" } }),
    { cause: "the ERP holds the older secret", fix: "pulumi up --stack acme" },
  );
  assert.deepEqual(explained(""), { cause: "It printed nothing.", fix: AGAIN });
  assert.deepEqual(ended(""), { cause: "It printed nothing.", fix: AGAIN });
});

it("What went wrong is explained, with what helps: in one line, whatever was printed", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", ":", "\n", " ", "error: ", "Fix: ") }), (output) => {
      const { cause, fix } = explained(output);
      assert.ok(!cause.includes("\n") && cause !== "");
      assert.ok(fix && !fix.includes("\n"));
    }),
  );
});
