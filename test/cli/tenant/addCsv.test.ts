import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import { ProjectFolder } from "../projectFolder.ts";

/** Nobody's names, and what breaks shells, YAML, CSV and JSON. */
const HOSTILE = {
  company: 'Söhne & "Co", SA\n- x: {a: b} #1',
  server: "'@|&*!%`$(touch pwned)",
  password: '=cmd|"/C calc"!A0, --stack other\n$(touch pwned)\t\u{1f511}',
};

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const csv = (...rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
const HEADER = [
  "name",
  "dns",
  "google-project",
  "erp-database",
  "erp-login",
  "company",
  "incoming-server",
  "tag",
  "erp-password",
];
const row = (name: string, more: Partial<Record<string, string>> = {}): string[] => {
  const usual: Record<string, string> = {
    name,
    dns: `${name}.cid-erp.app`,
    "google-project": `${name}-erp-1`,
    "erp-database": name,
    "erp-login": "integration",
    company: "Acme SA",
    "erp-password": "correct horse battery",
  };
  return HEADER.map((column) => more[column] ?? usual[column] ?? "");
};

describe("modern-auth tenant add --from-csv", () => {
  const project = new ProjectFolder();
  const add = (input: string, ...more: string[]) =>
    project.modernAuth(["tenant", "add", "--from-csv", "-", ...more], { input });
  before(async () => {
    const hostile = {
      company: HOSTILE.company,
      "incoming-server": `7;${HOSTILE.server}`,
      tag: "pilot; eu-1",
    };
    const text = csv(
      HEADER,
      row("acme", { ...hostile, "erp-password": HOSTILE.password }),
      row("beta"),
      row("gamma"),
    );
    const { code, stdout, stderr } = await add(`\u{feff}${text}`);
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      "Tenants: 3 added.\nNext: modern-auth preflight acme, then pulumi up --stack acme\n",
    );
    assert.deepEqual(stderr.match(/^\d\/3 /gm), ["1/3 ", "2/3 ", "3/3 "]);
  });
  after(() => project.close([HOSTILE.password, "correct horse battery"]));

  it("modern-auth tenant add --from-csv stores every value exactly, whatever is in it, and runs none of it", async () => {
    const { config } = parse(project.text("acme"));
    assert.deepEqual(config["erp-modern-auth:erp"], {
      company: HOSTILE.company,
      incomingServers: [7, HOSTILE.server],
    });
    assert.deepEqual(config["erp-modern-auth:tags"], ["pilot", "eu-1"]);
    assert.equal(await project.password("acme"), HOSTILE.password);
    const asEngine = JSON.parse(await project.pulumi(["config", "--json", "--stack", "acme"]));
    assert.deepEqual(asEngine["erp-modern-auth:erp"].objectValue, config["erp-modern-auth:erp"]);
    assert.deepEqual(project.files(), ["Pulumi.acme.yaml", "Pulumi.beta.yaml", "Pulumi.gamma.yaml"]);
  });

  it("modern-auth tenant add --from-csv gives all of them one key", () => {
    const salts = ["acme", "beta", "gamma"].map((name) => parse(project.text(name)).encryptionsalt);
    assert.equal(new Set(salts).size, 1);
  });

  it("modern-auth tenant add --from-csv skips tenants that are there and says so; so the same command goes on after an interruption", async () => {
    const before = project.text("beta");
    const { code, stdout, stderr } = await add(csv(HEADER, row("beta"), row("delta")));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Tenants: 1 added; there already: beta\.\n/);
    assert.equal(project.text("beta"), before);
    const again = await add(csv(HEADER, row("beta"), row("delta")), "--json");
    assert.deepEqual(
      JSON.parse(again.stdout).tenants.map(({ tenant, result }: Record<string, string>) => [tenant, result]),
      [
        ["beta", "existing"],
        ["delta", "existing"],
      ],
    );
  });

  it("modern-auth tenant add --from-csv checks every row before it writes the first, and names rows and columns", async () => {
    const before = project.files();
    const { code, stderr } = await add(
      csv(HEADER, row("epsilon"), row("zeta", { dns: "10.0.0.1" }), row("eta", { "erp-password": "" })),
    );
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `Row 3, tenant "zeta"
  column dns: "10.0.0.1" is an IP address, which Microsoft and Google refuse.
    Allowed: the ERP's public DNS name alone, for example acme.cid-erp.app.
    Fix:     correct column dns
Row 4, tenant "eta"
  column erp-password: is missing.
    Allowed: that user's password or API key.
    Fix:     correct column erp-password
Nothing was written.
`,
    );
    assert.deepEqual(project.files(), before);
  });

  it("modern-auth tenant add --from-csv finds what two rows have in common", async () => {
    const { code, stderr } = await add(csv(HEADER, row("theta"), row("iota", { dns: "theta.cid-erp.app" })));
    assert.equal(code, 4);
    assert.match(stderr, /Row 2, tenant "theta"\n {2}column dns: .* is that of tenant "iota" as well/);
    assert.match(stderr, /Row 3, tenant "iota"\n {2}column dns: .* is that of tenant "theta" as well/);
  });

  it("modern-auth tenant add --from-csv shows all files with --dry-run, without any password", async () => {
    const { code, stdout } = await add(csv(HEADER, row("kappa"), row("lambda")), "--dry-run");
    assert.equal(code, 0);
    assert.deepEqual(stdout.match(/^# Tenant \w+/gm), ["# Tenant kappa", "# Tenant lambda"]);
  });

  it("modern-auth tenant add --from-csv lets those that run end after a signal, begins no further one, and goes on with the same command", async () => {
    const rows = ["mu", "nu", "xi", "omicron", "pi", "rho"].map((name) => row(name));
    const begun = await project.modernAuth(["tenant", "add", "--from-csv", "-"], {
      input: csv(HEADER, ...rows),
      onError: (child, said) => said.includes("1/6 ") && child.kill("SIGTERM"),
    });
    assert.equal(begun.code, 1, begun.stderr);
    assert.match(
      begun.stdout,
      /^Tenants: \d added; \d not begun\.\nThe same command again adds what is missing\.\n/,
    );
    const { code, stdout, stderr } = await add(csv(HEADER, ...rows));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Tenants: \d added; there already: mu\b/);
  });

  it("modern-auth tenant add --from-csv takes no other description beside the file's", async () => {
    const { code, stderr } = await add(csv(HEADER), "--dns", "acme.cid-erp.app", "--erp-password-stdin");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /--from-csv does not go together with --dns, --erp-password-stdin: the file says all/,
    );
  });
});
