import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import { addMonths, type CalendarDate } from "#config/rules/dates.ts";
import { writtenSettings } from "#stack/inventory/writtenSettings.ts";
import { giveResource, makeFileless } from "#test/stack/stackWithResource.ts";
import { ProjectFolder } from "../projectFolder.ts";
import { startVault } from "../vault.ts";

const DIRECTORY = "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10";
const PASSWORD = '  correct "horse" $(battery) #staple ';

/** A tenant of which nothing is another's. */
const adding = (name: string): string[] => [
  ...["tenant", "add", name, "--dns", `${name}.cid-erp.app`, "--google-project", `${name}-erp-1`],
  ...["--erp-database", name, "--erp-login", "integration", "--company", "Acme SA", "--erp-password-stdin"],
];
/** One that needs no password. */
const atVendor = (name: string): string[] => [
  ...["tenant", "add", name, "--dns", `${name}.cid-erp.app`, "--google-project", `${name}-erp-1`],
  ...["--access", "vendor", "--company", "Acme SA"],
];
const saltIn = (text: string): unknown => parse(text).encryptionsalt;

describe("modern-auth tenant add", () => {
  const project = new ProjectFolder();
  before(async () => {
    const more = [
      "--microsoft-tenant-id",
      DIRECTORY,
      "--tag",
      "pilot",
      "--tag",
      "eu-1",
      "--incoming-server",
      "3",
    ];
    const { code, stdout, stderr } = await project.modernAuth([...adding("acme"), ...more], {
      input: `${PASSWORD}\n`,
    });
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      'Tenant "acme" is added: its stack, and stacks/Pulumi.acme.yaml.\n' +
        "Next: modern-auth preflight acme, then pulumi up --stack acme\n",
    );
  });
  after(() => project.close([PASSWORD]));

  it("modern-auth tenant add makes the stack, and a file with what was given, and the dates of the first secret", async () => {
    assert.deepEqual((await project.stackNames()).includes("acme"), true);
    const { microsoft, ...settings } = writtenSettings(project.text("acme"), "erp-modern-auth") ?? {};
    const { start } = (microsoft as { generations: [{ start: CalendarDate }] }).generations[0];
    assert.deepEqual(microsoft, {
      tenantId: DIRECTORY,
      generations: [{ number: 1, start, end: addMonths(start, 24) }],
    });
    assert.deepEqual(settings, {
      "pulumi:disable-default-providers": ["*"],
      dns: "acme.cid-erp.app",
      tags: ["pilot", "eu-1"],
      google: { project: "acme-erp-1" },
      "modernauth:erpUrl": "https://acme.cid-erp.app",
      "modernauth:erpDatabase": "acme",
      "modernauth:erpLogin": "integration",
      "modernauth:erpPassword": "(encrypted)",
      erp: { company: "Acme SA", incomingServers: [3] },
    });
  });

  it("modern-auth tenant add says in the file what each key is for", () => {
    const text = project.text("acme");
    assert.match(text, /^# Tenant acme\. README/);
    assert.match(text, /# the customer's directory \(tenant\) id, a GUID\n {4}tenantId: 7c8f1c6e/);
    const lines = text.split("\n");
    const unexplained = lines.filter(
      (line, index) => /^ {2}(?: {2})?[\w:-]+:/.test(line) && !lines[index - 1]?.trim().startsWith("#"),
    );
    assert.deepEqual(
      unexplained.map((line) => line.trim().replace(/ .*/, "")),
      ["erp-modern-auth:microsoft:", "erp-modern-auth:google:", "secure:", "erp-modern-auth:erp:"],
    );
  });

  it("modern-auth tenant add stores the password encrypted, exactly as it came but for the line's end", async () => {
    assert.equal(await project.password("acme"), PASSWORD);
  });

  it("modern-auth tenant add gives a new tenant the key of the others, so that all secrets open with one derivation", async () => {
    const { code, stderr } = await project.modernAuth(adding("beta"), { input: PASSWORD });
    assert.equal(code, 0, stderr);
    assert.equal(saltIn(project.text("beta")), saltIn(project.text("acme")));
    assert.equal(await project.password("beta"), PASSWORD);
  });

  it("modern-auth tenant add gives it one of its own where the passphrase at hand does not open theirs, and says so", async () => {
    const env = { PULUMI_CONFIG_PASSPHRASE: "another one" };
    const { code, stdout, stderr } = await project.modernAuth(adding("gamma"), { input: PASSWORD, env });
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /these have another key: gamma\. If that was not meant: modern-auth tenant remove gamma/,
    );
    assert.notEqual(saltIn(project.text("gamma")), saltIn(project.text("acme")));
    assert.equal(await project.password("gamma", env), PASSWORD);
  });

  it("modern-auth tenant add names everything that is wrong at once, in the words of the configuration, and writes nothing", async () => {
    const before = project.files();
    const { code, stderr } = await project.modernAuth([
      ...["tenant", "add", "a/b", "--dns", "https://acme.example", "--tag", "x", "--tag", "x"],
    ]);
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `This tenant cannot be added: "a/b"
  name: "a/b" has other characters, begins with another one than a letter or digit, is empty, or is longer than 100.
    Allowed: up to 100 letters, digits, dots, dashes and underscores, for example acme.
    Fix:     give another name
  dns: "https://acme.example" contains a scheme.
    Allowed: the ERP's public DNS name alone, for example acme.cid-erp.app.
    Fix:     give --dns
  tags[1]: "x" is listed twice.
    Allowed: a tag of letters, digits, dots, dashes and underscores, for example wave-1.
    Fix:     give --tag
  modernauth:erpDatabase: is missing.
    Allowed: the ERP's database name, for example acme.
    Fix:     give --erp-database
  modernauth:erpLogin: is missing.
    Allowed: the login of the integration user, for example integration.
    Fix:     give --erp-login
  modernauth:erpPassword: is missing.
    Allowed: that user's password or API key.
    Fix:     give --erp-password-stdin, and the password on standard input
Nothing was written.
`,
    );
    assert.deepEqual(project.files(), before);
  });

  it("modern-auth tenant add refuses what another tenant has: dns, database, project, and name of the registration in one directory", async () => {
    const before = project.files();
    const { code, stderr } = await project.modernAuth(
      [...adding("acme2"), "--dns", "acme.cid-erp.app", "--erp-database", "acme"].concat(
        "--google-project",
        "acme-erp-1",
        "--microsoft-tenant-id",
        DIRECTORY.toUpperCase(),
      ),
      { input: PASSWORD },
    );
    assert.equal(code, 4, stderr);
    const named = [...stderr.matchAll(/^ {2}(\S+): ".*" is that of tenant "acme" as well\.$/gm)].map(
      ([, name]) => name,
    );
    assert.deepEqual(named, ["dns", "modernauth:erpDatabase", "google.project", "microsoft.applicationName"]);
    assert.deepEqual(project.files(), before);
  });

  it("modern-auth tenant add never overwrites a tenant", async () => {
    const before = project.text("acme");
    const { code, stderr } = await project.modernAuth(adding("acme"), { input: PASSWORD });
    assert.equal(code, 4);
    assert.match(stderr, /name: "acme" is a tenant already: .*Pulumi\.acme\.yaml/);
    assert.equal(project.text("acme"), before);
  });

  it("modern-auth tenant add never takes over a stack that has resources and lost its file", async () => {
    await makeFileless(project, "lost");
    await giveResource(project, "lost");
    const { code, stderr } = await project.modernAuth(adding("lost"), { input: PASSWORD });
    assert.equal(code, 4);
    assert.match(stderr, /"lost" is a stack with resources \(1\), and without a configuration file/);
    assert.equal(project.files().includes("Pulumi.lost.yaml"), false);
  });

  it("modern-auth tenant add needs no way to the ERP, and no password, where its vendor alone has access", async () => {
    const { code, stderr } = await project.modernAuth(atVendor("delta"));
    assert.equal(code, 0, stderr);
    const config = parse(project.text("delta")).config as Record<string, unknown>;
    assert.deepEqual(
      Object.keys(config).filter((key) => key.startsWith("modernauth:")),
      [],
    );
    assert.equal(saltIn(project.text("delta")), saltIn(project.text("acme")));
  });

  it("modern-auth tenant add shows the file with --dry-run, and asks neither backend nor anybody for a password", async () => {
    const before = project.files();
    const [password, ...others] = adding("epsilon").toReversed();
    const { code, stdout, stderr } = await project.modernAuth([...others.toReversed(), "--dry-run"], {
      env: { PULUMI_BACKEND_URL: "file:///dev/null/nowhere", PULUMI_CONFIG_PASSPHRASE: undefined },
    });
    assert.equal(password, "--erp-password-stdin");
    assert.equal(code, 0, stderr);
    assert.equal(parse(stdout).config["erp-modern-auth:dns"], "epsilon.cid-erp.app");
    assert.deepEqual(project.files(), before);
  });

  it("modern-auth tenant add tells as JSON what was added", async () => {
    const { stdout } = await project.modernAuth([...atVendor("zeta"), "--json"]);
    const { next, ...rest } = JSON.parse(stdout);
    assert.deepEqual(
      next.map(({ text }: { text: string }) => text),
      ["modern-auth preflight zeta", "pulumi up --stack zeta"],
    );
    assert.deepEqual(rest, {
      command: "tenant add",
      tenant: "zeta",
      outcome: "ok",
      exitCode: 0,
      tenants: [{ tenant: "zeta", result: "added", file: "stacks/Pulumi.zeta.yaml" }],
      notes: [],
    });
  });
});

describe("modern-auth tenant add with a cloud's key", () => {
  const project = new ProjectFolder();
  after(() => project.close([PASSWORD]));

  it("modern-auth tenant add with a cloud's key takes the provider that was asked for, and shares the encrypted key with the next tenants", async () => {
    const vault = await startVault();
    const run = (name: string, ...more: string[]) =>
      project.modernAuth([...adding(name), ...more], { input: PASSWORD, env: vault.env });
    try {
      const first = await run("acme", "--secrets-provider", "hashivault://tenants");
      assert.equal(first.code, 0, first.stderr);
      const next = await run("beta");
      assert.equal(next.code, 0, next.stderr);
      const keys = ["acme", "beta"].map((name) => {
        const { secretsprovider, encryptedkey, encryptionsalt } = parse(project.text(name));
        return { secretsprovider, encryptedkey, encryptionsalt };
      });
      assert.equal(keys[0]?.secretsprovider, "hashivault://tenants");
      assert.equal(keys[0]?.encryptionsalt, undefined);
      assert.deepEqual(keys[1], keys[0]);
      assert.equal(vault.encryptions, 1);
      assert.equal(await project.password("beta", vault.env), PASSWORD);
    } finally {
      await vault.close();
    }
  });
});
