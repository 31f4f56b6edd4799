import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { pathToFileURL } from "node:url";
import { findCompany, writeCompanyOAuth } from "#clients/erp/company.ts";
import { connect } from "#clients/erp/connect.ts";
import { discoverCompanyFields } from "#clients/erp/discovery.ts";
import { installModule } from "#clients/erp/module.ts";
import { readParameters, writeParameters } from "#clients/erp/parameters.ts";
import {
  type ErpProfile,
  fillParameters,
  isSecret,
  PROFILE_NAMES,
  PROFILES,
  redirectUris,
  roleIn,
} from "#config/rules/profiles.ts";
import { createErp } from "#sandbox/emulators/erp/erp.ts";

const page = readFileSync(new URL("../../docs/erp-profiles.md", import.meta.url), "utf8");
const DNS = "acme.example";
const VALUES = {
  clientId: "11111111-2222-3333-4444-555555555555",
  tenant: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
  clientSecret: "made-up~secret-9",
};

let folder: string;
let examples: ErpProfile[];
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "modern-auth-docs-"));
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  examples = await Promise.all(
    blocks.map(async (code, index) => {
      const file = join(folder, `example${index}.ts`);
      writeFileSync(file, code);
      return ((await import(pathToFileURL(file).href)) as { profile: ErpProfile }).profile;
    }),
  );
});
after(() => rmSync(folder, { recursive: true, force: true }));

function example(kind: ErpProfile["store"]["kind"]): ErpProfile {
  const found = examples.find(({ store }) => store.kind === kind);
  assert.ok(found, `the page has no example of a profile with ${kind}`);
  return found;
}

const erp = () => createErp({ users: [{ login: "admin", groups: ["settings"], apiKey: "key-admin" }] });

const open = (fetch: (request: Request) => Promise<Response>) =>
  connect({ url: "https://erp.example.com", database: "erp", login: "admin", password: "key-admin", fetch });

it("docs/erp-profiles.md names each profile with every redirect path", () => {
  for (const name of PROFILE_NAMES) {
    const [row = ""] = page.split("\n").filter((line) => line.startsWith(`| \`${name}\``));
    for (const path of Object.values(PROFILES[name].redirectPaths).flat())
      assert.ok(row.includes(path), path);
  }
});

it("docs/erp-profiles.md has an example of a company tab that needs no more than its data", async () => {
  const { store, ...profile } = example("company");
  assert.ok(store.kind === "company");
  const { module } = store;
  const emulator = erp();
  const connected = await open((request) => renamed(emulator, request, module));
  await installModule(connected, module);
  const fields = await discoverCompanyFields(connected, { module, providers: ["microsoft"] });
  const [redirectUri] = redirectUris({ store, ...profile }, "microsoft", DNS);
  assert.equal(redirectUri, "https://acme.example/acme/signin/back");
  const { id } = await findCompany(connected, "Exemple SA");
  const { after: shown } = await writeCompanyOAuth(connected, id, fields, {
    microsoft: { ...VALUES, redirectUri },
  });
  assert.equal(shown["microsoft.redirectUri"]?.value, redirectUri);
});

it("docs/erp-profiles.md has an example of system parameters that needs no more than its data", async () => {
  const { store } = example("parameters");
  assert.ok(store.kind === "parameters");
  const templates = store.parameters.microsoft;
  const emulator = erp();
  const connected = await open((request) => emulator.fetch(request));
  assert.deepEqual(
    templates.filter(isSecret).map(({ key }) => key),
    ["mail.oauth.microsoft.secret"],
  );
  await writeParameters(connected, fillParameters(templates, VALUES));
  const live = await readParameters(
    connected,
    templates.map(({ key }) => key),
  );
  for (const role of ["clientId", "tenant", "clientSecret"] as const)
    assert.equal(roleIn(templates, role, live), VALUES[role]);
});

/** The emulated ERP with a module of another name. */
async function renamed(emulator: ReturnType<typeof erp>, request: Request, name: string): Promise<Response> {
  const { url, method, headers } = request;
  const text = (await request.text()).replaceAll(name, "auth_oauth2");
  const body = method === "GET" ? {} : { body: text };
  const response = await emulator.fetch(new Request(url, { method, headers, ...body }));
  return new Response((await response.text()).replaceAll("auth_oauth2", name), response);
}
