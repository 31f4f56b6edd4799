import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type Drift, drift } from "#test/contracts/plugins.ts";
import type { Step } from "#test/sandbox/standins/support/steps.ts";
import { EXTRA_KEY_ID, tamperEntra, tamperGoogle } from "#test/sandbox/standins/support/tampering.ts";
import { World } from "./world.ts";

/** Our program's names of the resources that the recorded programs have as well. */
const NAMES: Record<string, string> = {
  app: "tenant-microsoft-application",
  grant: "tenant-microsoft-delegated-consent",
  "mail-send": "tenant-microsoft-application-consent-Mail.Send",
  secret: "tenant-microsoft-secret-1",
  gmail: "tenant-google-project-gmail",
  "client-secret": "tenant-google-copy-secret",
  v1: "tenant-google-copy-version-1",
};

const inOurWords = ({ resource, ...step }: Step): Step => {
  const [type, name = ""] = resource.split(" ");
  return { ...step, resource: `${type} ${NAMES[name] ?? name}` };
};
const byResource = (steps: readonly Step[]) =>
  steps.toSorted((a, b) => (a.resource < b.resource ? -1 : Number(a.resource > b.resource)));

const CHANGED_INPUT = { kind: "update", inputDiff: true };
const CHANGED_LIVE = { kind: "update", inputDiff: false };

/** What happens to our own resources besides: a new secret is proven, then given to the ERP. */
const BESIDES: Record<string, Step[]> = {
  "secret-removed": [
    {
      op: "update",
      resource: "modernauth:index:EntraCredentialProof tenant-microsoft-proof",
      detailedDiff: { keyId: CHANGED_INPUT, secret: CHANGED_INPUT, token: CHANGED_LIVE },
    },
    {
      op: "update",
      resource: "modernauth:index:EntraSecretInventory tenant-microsoft-secrets",
      detailedDiff: { managed: CHANGED_INPUT },
    },
    {
      op: "update",
      resource: "modernauth:index:ErpCompanyOAuth tenant-erp-microsoft",
      detailedDiff: { clientSecret: CHANGED_INPUT },
    },
  ],
};

/** Where our program plans less: it asks for the permissions in the order in which the registration lists them, and the recorded one does not. */
const LESS: Record<string, Pick<Drift, "exitCode" | "steps">> = {
  "permissions-reordered": { exitCode: 0, steps: [] },
  "permission-removed": {
    exitCode: 7,
    steps: [
      {
        op: "update",
        resource: "azuread:index/application:Application app",
        detailedDiff: {
          "requiredResourceAccesses[0].resourceAccesses[10]": { kind: "add", inputDiff: false },
        },
      },
    ],
  },
};

async function assertPlannedAndRepaired(world: World, { scenario, ...recorded }: Drift): Promise<void> {
  const { exitCode, steps } = LESS[scenario] ?? recorded;
  const { code, raw, messages } = await world.preview();
  assert.deepEqual(
    byResource(raw),
    byResource([...steps.map(inOurWords), ...(BESIDES[scenario] ?? [])]),
    messages,
  );
  assert.equal(code, exitCode, messages);
  if (scenario === "secret-extra")
    assert.ok(messages.includes(`key id ${EXTRA_KEY_ID} ("by hand", ends `), messages);
  if (exitCode === 0) return;
  await world.up();
  await world.assertClean();
}

/** Each system in a world of its own: Google's plugins make every run dearer. */
const SYSTEMS = [
  {
    system: "Entra",
    create: World.ofMicrosoftProvisioned,
    recording: "azuread-6.9.1/drift",
    tamper: ({ sandbox }: World, scenario: string) => tamperEntra(scenario, sandbox.entra.state),
  },
  {
    system: "Google",
    create: World.provisioned,
    recording: "gcp-9.25.0/drift",
    tamper: ({ sandbox, config }: World, scenario: string) =>
      tamperGoogle(scenario, sandbox.google.state, config.google.project),
  },
] as const;

for (const { system, create, recording, tamper } of SYSTEMS) {
  describe(`In ${system} our own program plans what the recorded program planned, and one up repairs it`, () => {
    let world: World;
    before(async () => {
      world = await create({ ownPlugins: true });
    });
    afterEach(() => world.restore());
    after(() => world.close());

    for (const recorded of drift(recording)) {
      it(`In ${system} our own program plans what the recorded program planned, and one up repairs it ${recorded.scenario}`, async () => {
        tamper(world, recorded.scenario);
        await assertPlannedAndRepaired(world, recorded);
      });
    }
  });
}
