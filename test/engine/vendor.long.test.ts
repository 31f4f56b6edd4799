import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { armor, Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { createClientByHand } from "#sandbox/console.ts";
import { sha256 } from "#sandbox/emulators/entra/directory.ts";
import { addSecret, type ClientDownload, disableSecret } from "#sandbox/emulators/google/console.ts";
import { leaksBelow, leaksInText } from "#sandbox/leaks.ts";
import { nameOf } from "#test/fixtures/findings.ts";
import { type Ended, modernAuth, verification } from "./modernAuth.ts";
import { watching } from "./watching.ts";
import { World } from "./world.ts";

const URI = "https://demofabien.cid-erp.app/oauth2/retrieve_token";

let world: World;
let mail: string;
let identity: string;
let recipient: string;
let client: ClientDownload;
let seenByErp: string[];

before(async () => {
  world = await World.create();
  mail = mkdtempSync(join(tmpdir(), "modern-auth-mail-"));
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  for (const key of ["Url", "Database", "Login", "Password"])
    await world.run(["config", "rm", `modernauth:erp${key}`]);
  await world.run(["config", "rm", "--path", "erp.installModule"]);
  await world.set("erp.access", "vendor");
  client = createClientByHand(world.sandbox.google, world.config);
  await world.set("googleClientFile", JSON.stringify(client.content), "secret");
  await world.up();
  world.save();
});
beforeEach(() => {
  seenByErp = [];
});
afterEach(() => {
  world.restore();
  assert.deepEqual(leaksBelow(mail, world.sandbox.secrets()), [], "secrets stand in clear");
});
after(async () => {
  rmSync(mail, { recursive: true, force: true });
  await world.close();
});

const login = () => ({ Database: world.config.erp.database, Login: world.config.erp.login });

/** Whatever runs, the ERP is asked nothing. */
async function withoutErp(work: () => Promise<unknown>): Promise<void> {
  await watching(world.sandbox.erp, ({ method, url }) => seenByErp.push(`${method} ${url}`), work);
  assert.deepEqual(seenByErp, []);
}

const file = () => join(mail, "dev.age");
const handover = (...args: string[]): Promise<Ended> =>
  modernAuth(world, ["handover", "dev", "--vendor", ...args]);

async function mustHandOver(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await handover(...args);
  assert.equal(code, 0, stdout + stderr);
  return stdout;
}

/** What the vendor reads, as the lines "name: value" of each system. */
async function received(): Promise<{ text: string; microsoft: string[]; google: string[] }> {
  await mustHandOver("--recipient", recipient, "--out", file());
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const text = await decrypter.decrypt(armor.decode(readFileSync(file(), "utf8")), "text");
  const section = (title: string) =>
    text
      .split("\n\n")
      .find((part) => part.startsWith(title))
      ?.split("\n")
      .slice(1) ?? [];
  return { text, microsoft: section("Microsoft"), google: section("Google") };
}

const application = () => {
  const found = Object.values(world.sandbox.entra.state.applications).find(
    ({ displayName }) => displayName === "CID ERP",
  );
  assert.ok(found);
  return found;
};

/** Key id of the secret with this value in the directory. */
const keyIdOf = (secret: string): string | undefined =>
  Object.entries(world.sandbox.entra.state.credentialHashes).find(
    ([, one]) => one.sha256 === sha256(secret),
  )?.[0];

const valueIn = (lines: readonly string[], name: string): string =>
  lines
    .find((line) => line.includes(name))
    ?.split(": ")
    .slice(1)
    .join(": ") ?? "";

async function erpOutput(): Promise<Record<string, unknown>> {
  const { erp } = await world.outputs();
  assert.ok(erp);
  return erp;
}

async function rotate(...args: string[]) {
  const { code, stdout, stderr } = await modernAuth(world, ["rotate", "dev", "--json", ...args]);
  assert.ok(stdout.startsWith("{"), stdout + stderr);
  const { next, ...report } = JSON.parse(stdout) as {
    action: string;
    because: string;
    due: boolean;
    next: { text: string }[];
  };
  return { code, ...report, nextStep: next[0]?.text ?? "" };
}

async function googleStep(): Promise<string> {
  const { stdout } = await modernAuth(world, ["google", "rotate", "dev", "--soak-days", "0", "--json"]);
  return JSON.parse(stdout).step;
}

const erpFindings = async () =>
  (await verification(world)).findings.filter(({ system }) => system === "erp").map(nameOf);

it("An ERP that nobody but its vendor reaches gets exactly the values that Microsoft and Google issued, in a file for the vendor alone", async () => {
  await withoutErp(async () => {
    assert.deepEqual((await erpOutput()).status, "pending vendor");
    assert.match(String((await erpOutput()).nextStep), /modern-auth handover dev --vendor/);
    const { text, microsoft, google } = await received();
    const [secret] = application().passwordCredentials;
    assert.equal(keyIdOf(valueIn(microsoft, "Client secret")), secret?.keyId);
    assert.deepEqual(
      microsoft.filter((line) => !line.includes("Client secret")),
      [
        `ID client / Client ID: ${application().appId}`,
        `Locataire / Tenant: ${world.config.microsoft.tenantId}`,
        `URI de redirection / Redirect URI: ${URI}`,
      ],
    );
    assert.deepEqual(google, [
      `ID client / Client ID: ${client.clientId}`,
      `Secret client / Client secret: ${client.clientSecret}`,
      `URI de redirection / Redirect URI: ${URI}`,
    ]);
    assert.match(text, /Société \/ Company: Démo Fabien SA\n/);
    assert.match(text, /serveurs entrants "Boîte de réception Office 365": réinitialiser/);
    assert.match(text, /Outgoing servers "Envoi Office 365": tick "Use OAuth2"/);
    const stranger = new Decrypter();
    stranger.addIdentity(await generateX25519Identity());
    await assert.rejects(stranger.decrypt(armor.decode(readFileSync(file(), "utf8"))));
  });
});

it("An ERP that nobody but its vendor reaches is pending, handed over, pending again after a rotation, and keeps the older secret until the vendor has the newer", async () => {
  // Although it could be: the keys of before may stay.
  for (const [key, value] of Object.entries({ Url: `https://${world.config.dns}`, ...login() }))
    await world.set(`modernauth:erp${key}`, value);
  await world.set("modernauth:erpPassword", world.sandbox.erpApiKey, "secret");
  await withoutErp(async () => {
    await world.assertClean();
    assert.deepEqual(await erpFindings(), ["info access", "warn handedOver"]);
    assert.match((await rotate()).because, /^the vendor has not confirmed secret 1$/);

    const { stdout } = await handover(
      "--confirmed",
      "microsoft=1",
      "google=1",
      "--by",
      "support@vendor.example",
    );
    assert.match(stdout, /has entered microsoft=1 google=1, as support@vendor\.example said on .*pulumi up/s);
    await world.assertClean();
    await world.up();
    assert.deepEqual(await erpOutput(), { status: "handed over", nextStep: "" });
    assert.deepEqual(await erpFindings(), ["info access", "info handedOver"]);
    await world.assertClean();
    assert.deepEqual((await rotate("--if-due")).due, false);

    assert.equal((await rotate()).action, "added");
    assert.match(
      (await handover("--recipient", recipient, "--out", file())).stdout,
      /microsoft: secret 2 is not made yet/,
    );
    await world.up();
    assert.equal((await erpOutput()).status, "pending vendor");
    assert.deepEqual(await erpFindings(), ["info access", "warn handedOver"]);
    const refused = await rotate("--retire");
    assert.equal(refused.code, 4);
    assert.match(refused.because, /secret 1 stays: the vendor has not confirmed secret 2, only secret 1/);
    assert.match(refused.nextStep, /^modern-auth handover dev --vendor/);
    assert.equal(application().passwordCredentials.length, 2);

    const { microsoft } = await received();
    const [, second] = application().passwordCredentials;
    assert.equal(keyIdOf(valueIn(microsoft, "Client secret")), second?.keyId);
    await mustHandOver("--confirmed", "microsoft=2", "--by", "support@vendor.example", "--on", "2026-11-23");
    assert.equal((await rotate("--retire")).action, "retired");
    await world.up();
    assert.equal((await erpOutput()).status, "handed over");
    assert.deepEqual(
      application().passwordCredentials.map(({ keyId }) => keyId),
      [second?.keyId],
    );
    await world.assertClean();
  });
});

it("An ERP that nobody but its vendor reaches is pending again when somebody deleted the secret, and an update has made it again with the same number", async () => {
  await withoutErp(async () => {
    await mustHandOver("--confirmed", "microsoft=1", "google=1", "--by", "support@vendor.example");
    application().passwordCredentials = [];
    await world.up();
    assert.equal((await erpOutput()).status, "pending vendor");
    assert.deepEqual(await erpFindings(), ["info access", "warn handedOver"]);
    assert.match((await rotate()).because, /^the vendor has not confirmed secret 1$/);
  });
});

it("An ERP that nobody but its vendor reaches is part of the rotation of Google's secret: the older one may be disabled once the vendor has the newer", async () => {
  await withoutErp(async () => {
    await mustHandOver("--confirmed", "google=1", "--by", "support@vendor.example");
    const second = addSecret(world.sandbox.google, client.clientId);
    const download = join(mail, second.fileName);
    writeFileSync(download, JSON.stringify(second.content));
    const imported = await modernAuth(world, ["google", "import", "dev", download, "--delete-file"]);
    assert.equal(imported.code, 0, imported.stderr);
    assert.equal(await googleStep(), "up");
    await world.up();
    assert.equal(await googleStep(), "handover");
    assert.equal(valueIn((await received()).google, "Client secret"), second.clientSecret);
    await mustHandOver("--confirmed", "google=2", "--by", "support@vendor.example");
    assert.equal(await googleStep(), "disable");
    disableSecret(world.sandbox.google, client.clientId, client.clientSecret.slice(-4));
    assert.equal(await googleStep(), "drop");
  });
});

it("An ERP that nobody but its vendor reaches is not reached by the commands that work on the ERP itself", async () => {
  await withoutErp(async () => {
    const { code, stderr } = await modernAuth(world, ["erp", "status", "dev"]);
    assert.equal(code, 1);
    assert.match(stderr, /erp\.access of stack "dev" is "vendor".*modern-auth handover dev --vendor/);
  });
});

/** Exit code and words, and that there is no file. */
async function assertRefused(args: readonly string[], exit: number, said: RegExp): Promise<void> {
  rmSync(file(), { force: true });
  const { code, stdout, stderr } = await handover(...args);
  assert.equal(code, exit, stdout + stderr);
  assert.match(stderr, said);
  assert.equal(stdout, "");
  assert.ok(!existsSync(file()));
}

it("Handing over to a key that is none names the option, and never repeats a private key", async () => {
  const mistyped = recipient.replace(/.$/, (last) => (last === "q" ? "p" : "q"));
  await assertRefused(
    ["--recipient", mistyped, "--out", file()],
    2,
    /--recipient: "age1.*" is not allowed\. Allowed: an age public key/,
  );
  const { stderr } = await handover("--recipient", identity, "--out", file());
  assert.match(stderr, /--recipient: a private key \(not shown\) is not allowed/);
  assert.deepEqual(leaksInText(stderr, [identity]), []);
  const keys = join(mail, "keys.txt");
  writeFileSync(keys, `# the vendor's\n\nage1mistyped\n`);
  await assertRefused(
    ["--recipient-file", keys, "--out", file()],
    2,
    /keys\.txt, line 3: "age1mistyped" is not allowed/,
  );
  writeFileSync(keys, "# none yet\n");
  await assertRefused(["--recipient-file", keys, "--out", file()], 1, /holds no age public key/);
});

it("Handing over shows the values on a terminal only", async () => {
  await assertRefused(["--show"], 2, /--show is for a terminal only/);
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const command = `"${process.execPath}" "${main}" handover dev --vendor --show`;
  const { stdout, status } = spawnSync("script", ["-qec", command, "/dev/null"], {
    cwd: dirname(world.stack.configFile),
    env: { ...process.env, ...world.stack.env },
    encoding: "utf8",
  });
  assert.equal(status, 0);
  assert.ok(stdout.includes(`Secret client / Client secret: ${client.clientSecret}`));
});

it("Handing over waits for the proof: what is not made, or not accepted any more, stays here", async () => {
  for (const one of Object.values(world.sandbox.entra.state.credentialHashes)) one.refusals = 99;
  disableSecret(world.sandbox.google, client.clientId, client.clientSecret.slice(-4));
  await world.run(["refresh", "--yes", "--skip-preview"]);
  await assertRefused(
    ["--recipient", recipient, "--out", file()],
    1,
    /nothing can be handed over yet\.\n.*microsoft: Microsoft has not accepted secret 1 yet.*\n.*google: Google has not accepted secret 1 yet/,
  );
});

it("Handing over takes a confirmation only of secrets that exist", async () => {
  const { code, stderr } = await handover("--confirmed", "microsoft=2", "--by", "support@vendor.example");
  assert.equal(code, 1);
  assert.match(
    stderr,
    /--confirmed: "microsoft=2" is not allowed: the state has no such secret\. Allowed: microsoft=1\./,
  );
});

it("Handing over is refused where this program writes the values itself", async () => {
  await world.set("erp.access", "rpc");
  for (const [key, value] of Object.entries({ Url: "https://x.example", ...login() }))
    await world.set(`modernauth:erp${key}`, value);
  await world.set("modernauth:erpPassword", "pass-word-of-nobody", "secret");
  await assertRefused(["--recipient", recipient, "--out", file()], 1, /erp\.access of stack "dev" is "rpc"/);
});

describe("A stack whose access to the ERP ends", () => {
  let other: World;
  before(async () => {
    other = await World.ofMicrosoftProvisioned();
  });
  after(() => other.close());

  it("A stack whose access to the ERP ends forgets its ERP part, which keeps what it holds, and goes on with the vendor", async () => {
    assert.deepEqual((await other.outputs()).erp, { status: "written" });
    const company = () => other.sandbox.erp.state.records["res.company"]?.["1"];
    const held = structuredClone(company());
    const { stdout } = await other.run(["stack", "export"]);
    const { deployment } = JSON.parse(stdout) as { deployment: { resources: { urn: string }[] } };
    const urn = deployment.resources.find((one) => one.urn.endsWith(":ErpCompanyOAuth::tenant-erp"))?.urn;
    const forgotten = await other.run(["state", "delete", "--target-dependents", "--yes", String(urn)]);
    assert.equal(forgotten.code, 0, forgotten.stderr);
    for (const key of ["Url", "Database", "Login", "Password"])
      await other.run(["config", "rm", `modernauth:erp${key}`]);
    await other.set("erp.access", "vendor");
    await other.up();
    assert.equal((await other.outputs()).erp?.status, "pending vendor");
    assert.deepEqual(company(), held);
    await other.assertClean();
  });
});
