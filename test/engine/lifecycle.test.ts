import assert from "node:assert/strict";
import { it } from "node:test";
import { World } from "./world.ts";

it("A new tenant is made by one up, gets Google by a second one, changes no more, and leaves as it came", async () => {
  const world = await World.create({ ownPlugins: true });
  const { entra, google, erp } = world.sandbox;
  const { msClient, msSecret, msTenant, msRedirect, ggClient, ggSecret } = erp.state.addon.names;
  const before = {
    company: structuredClone(erp.state.records["res.company"]),
    services: structuredClone(google.state.services),
  };
  const modules = structuredClone(erp.state.records["ir.module.module"]);
  const applications = Object.keys(entra.state.applications);
  try {
    await world.up();
    const application = Object.values(entra.state.applications).find((one) => one.displayName === "CID ERP");
    assert.ok(application);
    assert.deepEqual((application as unknown as { web: { redirectUris: string[] } }).web.redirectUris, [
      "https://demofabien.cid-erp.app/oauth2/retrieve_token",
    ]);
    const company = () => erp.state.records["res.company"]?.["1"] ?? {};
    assert.equal(company()[msClient], application.appId);
    assert.equal(company()[msTenant], world.config.microsoft.tenantId);
    assert.equal(company()[msRedirect], "https://demofabien.cid-erp.app/oauth2/retrieve_token");
    assert.ok(entra.secrets.has(String(company()[msSecret])), "the ERP holds the secret that Entra issued");
    assert.ok(!company()[ggClient]);
    assert.equal((await world.outputs()).google?.status, "awaiting-console");
    assert.match(
      String((await world.outputs()).google?.nextStep),
      /auth\/clients\/create\?project=demofabien-erp/,
    );

    const clientId = await world.importGoogleClient();
    await world.up();
    assert.equal(company()[ggClient], clientId);
    assert.ok(google.secrets.has(String(company()[ggSecret])));
    assert.equal((await world.outputs()).google?.status, "proven");

    const [copy] = Object.values(google.state.secrets[world.config.google.project] ?? {});
    assert.equal(
      Buffer.from(copy?.versions["1"]?.data ?? "", "base64").toString(),
      company()[ggSecret],
      "the customer's own Secret Manager has it, too",
    );
    assert.equal(copy?.labels.last4, String(company()[ggSecret]).slice(-4).toLowerCase());

    const second = await world.up();
    assert.match(second.stdout, /Resources:\s+\d+ unchanged\s/);
    assert.doesNotMatch(second.stdout, /\d+ (created|updated|deleted|replaced)/);
    await world.assertClean();

    const destroyed = await world.run(["destroy", "--yes", "--skip-preview"]);
    assert.equal(destroyed.code, 0, destroyed.stdout + destroyed.stderr);
    assert.deepEqual(Object.keys(entra.state.applications), applications, "only our application is gone");
    assert.deepEqual(
      withoutEmpty(erp.state.records["res.company"]),
      withoutEmpty(before.company),
      "the ERP is as it was found",
    );
    assert.deepEqual(states(erp.state.records["ir.module.module"]), states(modules));
    const { project } = world.config.google;
    assert.deepEqual(
      enabled(google.state.services[project]),
      [
        ...enabled(before.services[project]),
        "calendar-json.googleapis.com",
        "cloudresourcemanager.googleapis.com",
        "gmail.googleapis.com",
        "logging.googleapis.com",
        "people.googleapis.com",
        "secretmanager.googleapis.com",
        "serviceusage.googleapis.com",
      ].toSorted(),
      "the APIs stay enabled",
    );
    assert.deepEqual(google.state.secrets[project], {}, "the copy of the client secret is gone");
  } finally {
    await world.close();
  }
});

/** Who wrote last, and when: the ERP keeps that by itself. */
const BOOKKEEPING = new Set(["write_date", "write_uid"]);

type Rows = Record<string, Record<string, unknown>> | undefined;

/** The ERP does not tell "never written" from "empty". */
const withoutEmpty = (rows: Rows) =>
  Object.fromEntries(
    Object.entries(rows ?? {}).map(([id, row]) => [
      id,
      Object.fromEntries(Object.entries(row).filter(([key, value]) => value && !BOOKKEEPING.has(key))),
    ]),
  );

const enabled = (services: Record<string, string> = {}) =>
  Object.keys(services)
    .filter((name) => services[name] === "ENABLED")
    .toSorted();

const states = (rows: Rows) => Object.entries(rows ?? {}).map(([id, row]) => [id, row.state]);
