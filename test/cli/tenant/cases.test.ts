import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { findCompany } from "#clients/erp/company.ts";
import { recordedErp } from "#test/clients/erp/recordedErp.ts";
import { failureOf } from "#test/erp/failure.ts";
import { ProjectFolder } from "../projectFolder.ts";

const caseFile = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/cases/${name}`, import.meta.url));

describe("Files as people sent them", () => {
  const project = new ProjectFolder();
  after(() => project.close(["s3cret-s3cret"]));

  const add = (name: string, ...more: string[]) =>
    project.modernAuth(["tenant", "add", "--from-csv", caseFile(name), "--dry-run", ...more]);
  async function refused(name: string, code: number, words: RegExp): Promise<void> {
    const ended = await add(name);
    assert.deepEqual([ended.code, ended.stdout], [code, ""], name);
    assert.match(ended.stderr, words, name);
    assert.deepEqual(project.files(), []);
  }
  async function taken(name: string, ...more: string[]) {
    const { code, stdout, stderr } = await add(name, "--json", ...more);
    assert.equal(code, 0, stderr);
    const [{ text }, ...others] = JSON.parse(stdout).tenants as [{ text: string }];
    assert.deepEqual(others, []);
    return parse(text).config;
  }

  it("Files as people sent them in another encoding are refused with row, encoding and what helps, or read as they are said to be", async () => {
    const fix =
      /row 2 is not UTF-8; it is probably Windows-1252.* Save it as "CSV UTF-8", or say what it is: --encoding /;
    await refused("csv-cp1252.csv", 2, fix);
    await refused("cp1252-password.csv", 2, fix);
    const name = "Société Générale Été SA";
    const latin = await taken("csv-cp1252.csv", "--encoding", "windows-1252");
    assert.equal(latin["erp-modern-auth:erp"].company, name);
    const other = await taken("cp1252-password.csv", "--encoding", "windows-1252");
    assert.equal(other["modernauth:erpLogin"], "intégration");
    for (const more of [[], ["--encoding", "utf-16le"]])
      assert.equal((await taken("csv-utf16le.csv", ...more))["erp-modern-auth:erp"].company, name);
  });

  it("Files as people sent them in another encoding are refused on standard input as well, and a password is", async () => {
    const file = await project.modernAuth(["tenant", "add", "--from-csv", "-", "--dry-run"], {
      input: readFileSync(caseFile("csv-cp1252.csv")),
    });
    assert.deepEqual([file.code, file.stdout], [2, ""]);
    assert.match(file.stderr, /^Standard input: row 2 is not UTF-8; it is probably Windows-1252/);
    const words = ["--dns", "acme.cid-erp.app", "--google-project", "acme-erp", "--erp-database", "acme"];
    const typed = await project.modernAuth(
      ["tenant", "add", "acme", ...words, "--erp-login", "x", "--company", "A", "--erp-password-stdin"],
      { input: Buffer.from("s3cret-s3cret-é", "latin1") },
    );
    assert.notEqual(typed.code, 0);
    assert.match(typed.stderr, /Standard input: line 1 is not UTF-8; .* Send it as UTF-8\./);
    assert.deepEqual(project.files(), []);
  });

  it("Files as people sent them from a spreadsheet are read, and one without a tenant says so", async () => {
    assert.equal((await taken("csv-semicolon.csv"))["erp-modern-auth:erp"].company, "Acme SA");
    assert.deepEqual((await taken("csv-trailing-empty-rows.csv"))["erp-modern-auth:tags"], ["pilot", "eu"]);
    await refused("csv-only-header.csv", 2, /^Row 1 names the columns, and no tenant follows\./);
  });

  it("Files as people sent them with two tenants of one company, or of one file, are refused", async () => {
    await refused("clash-control.csv", 4, /column erp-database: .* is that of tenant "acme2" as well/);
    await refused("clash-url-slash.csv", 4, /column erp-database: .* is that of tenant "acme2" as well/);
    await refused(
      "clash-company-id-name.csv",
      4,
      /column company: cannot tell whether "Acme SA" is the company of tenant/,
    );
    await refused("case-names.csv", 4, /column name: .* differ by case only/);
  });

  it("Files as people sent them with a host that Microsoft refuses are refused", async () => {
    await refused(
      "csv-puny.csv",
      2,
      /Row 2, tenant "acme"\n {2}column dns: "xn--socit-esab\.cid-erp\.app" .*Punycode/,
    );
  });

  it("Files as people sent them for a stack are refused once by what the engine reads, and by what they say", async () => {
    await project.pulumi(["stack", "init", "dev"]);
    const set = ["config", "set", "--secret", "modernauth:erpPassword", "--stack", "dev"];
    await project.pulumi(set, { input: "s3cret-s3cret" });
    const secrets = parse(project.text("dev"));
    const cases = {
      "dnspuny.yaml": ["dns", /"xn--dmo-bma\.cid-erp\.app" .*Punycode/, /config set dns/],
      "urlweb.yaml": [
        "modernauth:erpUrl",
        /has a path behind "https:\/\/demofabien\.cid-erp\.app"$/,
        /erpUrl https:\/\/demofabien\.cid-erp\.app$/,
      ],
      "orgnum.yaml": [
        "google.createProject.organization",
        /^012345670123 stands without quotation marks, so that YAML reads it as a number$/,
        /^quote it in the file Pulumi\.dev\.yaml: organization: "012345670123"$/,
      ],
    } as const;
    for (const [name, [property, what, fix]] of Object.entries(cases)) {
      const text = readFileSync(caseFile(name), "utf8")
        .replace("secure: <redacted>", `secure: ${secrets.config["modernauth:erpPassword"].secure}`)
        .replace("encryptionsalt: <redacted>", `encryptionsalt: ${secrets.encryptionsalt}`);
      writeFileSync(join(project.stacks, "Pulumi.dev.yaml"), text);
      const shown = JSON.parse((await project.modernAuth(["tenant", "show", "dev", "--json"])).stdout);
      const guide = JSON.parse((await project.modernAuth(["google", "guide", "dev", "--json"])).stdout);
      for (const problems of [shown.problems, guide.cause.problems]) {
        assert.deepEqual(
          problems.map((one: { property: string }) => one.property),
          [property],
        );
        assert.match(problems[0].what, what);
        assert.match(
          [...(problems[0].next.words ?? []), problems[0].next.text].filter(Boolean).join(" "),
          fix,
        );
      }
    }
  });

  it("Files as people sent them with a company in another Unicode form say so, and give the id", async () => {
    const { config } = parse(readFileSync(caseFile("companynfd.yaml"), "utf8"));
    const { company } = config["erp-modern-auth:erp"];
    const rows = [{ id: 1, name: company.normalize("NFC") }];
    const { client } = await recordedErp("odoo-14/jsonrpc", {
      first: ({ what, args }) =>
        what === "res.company.search_read"
          ? { returns: (args as [[]])[0].length > 0 ? [] : rows }
          : undefined,
    });
    const error = await failureOf(findCompany(client, company), "missing-record");
    assert.match(
      error.message,
      /\(id 1\) differs in Unicode form \(NFC or NFD\): its character 2 is U\+00E9, not U\+0065/,
    );
    assert.equal(error.instead, "1");
  });
});
