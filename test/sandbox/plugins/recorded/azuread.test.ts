import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { EntraState } from "../../../../sandbox/entra/entra.ts";
import { withoutRecordings } from "../../../support/recordings.ts";
import { azureadProgram } from "../programs/azuread.ts";
import { comparable, mapped, mappingBetween, nameOf } from "../support/compare.ts";
import { accessOf, applicationOf, assignmentsOf, grantsOf, webOf } from "../support/directory.ts";
import { startEntra, type World } from "../support/entra.ts";
import { keep } from "../support/keep.ts";
import { recordedDrift, recordedState } from "../support/recordings.ts";
import { Stack } from "../support/stack.ts";
import { withoutPulumi } from "../support/toolchain.ts";

const PLUGIN = "azuread-6.9.1";

type Tamper = (state: EntraState) => void;

const permissionsOf = (state: EntraState) => accessOf(state)[0]?.resourceAccess ?? [];

/** What somebody did on the server in each recorded scenario. */
const tampering: Record<string, Tamper> = {
  clean: () => {},
  "redirect-added": (state) => webOf(state).redirectUris.push("https://evil.example/cb"),
  "redirect-changed": (state) => {
    webOf(state).redirectUris = ["https://other.example/oauth2/retrieve_token"];
  },
  "permission-removed": (state) => permissionsOf(state).splice(4, 1),
  "permission-added": (state) =>
    permissionsOf(state).push({ id: "e383f46e-2787-4529-855e-0e479a3ffac0", type: "Scope" }),
  "permissions-reordered": (state) => permissionsOf(state).reverse(),
  "consent-scope-removed": (state) => {
    const [grant] = grantsOf(state);
    if (grant) grant.scope = grant.scope.replace("SMTP.Send", "").replace("  ", " ").trim();
  },
  "consent-deleted": (state) => {
    for (const { id } of grantsOf(state)) delete state.oauth2PermissionGrants[id];
  },
  "role-deleted": (state) => {
    for (const { id } of assignmentsOf(state)) delete state.appRoleAssignments[id];
  },
  "secret-removed": (state) => {
    applicationOf(state).passwordCredentials = [];
  },
  "secret-extra": (state) => {
    const [first] = applicationOf(state).passwordCredentials;
    if (first)
      applicationOf(state).passwordCredentials.push({
        ...first,
        keyId: "99999999-9999-4999-8999-999999999999",
        displayName: "by hand",
      });
  },
  renamed: (state) => {
    applicationOf(state).displayName = "Renamed";
  },
};

describe("the azuread stand-in does what the real plugin was recorded to do", {
  skip: withoutPulumi || withoutRecordings,
}, () => {
  let world: World;
  let stack: Stack;
  let restore: () => void;

  before(async () => {
    world = await startEntra();
    stack = await Stack.create("ms", azureadProgram, world.env);
    await stack.up();
    restore = keep(world.emulator);
  });
  after(async () => {
    await stack?.dispose();
    await world?.close();
  });
  beforeEach(() => restore());

  it("keeps in the state, property by property, what the real plugin keeps", async () => {
    const live = await stack.resources({ secrets: false });
    const recorded = recordedState(PLUGIN).filter(({ type }) => type.startsWith("azuread:"));
    const mapping = mappingBetween(recorded, live);
    for (const resource of recorded) {
      const twin = live.find(({ urn }) => nameOf(urn) === nameOf(resource.urn));
      for (const bag of ["inputs", "outputs"] as const) {
        assert.deepEqual(
          comparable(twin?.[bag]),
          mapped(comparable(resource[bag]), mapping),
          `${nameOf(resource.urn)} ${bag}`,
        );
      }
    }
  });

  for (const { scenario, exitCode, steps } of withoutRecordings ? [] : recordedDrift(PLUGIN)) {
    it(`plans for "${scenario}" what the real plugin plans`, async () => {
      const tamper = tampering[scenario];
      assert.ok(tamper, `no tampering is written for the recorded scenario ${scenario}`);
      tamper(world.emulator.state);
      const preview = await stack.preview();
      assert.deepEqual(preview.steps, steps);
      assert.equal(preview.exitCode, exitCode);
    });
  }
});
