import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { GoogleState } from "../../../../sandbox/google/state.ts";
import { withoutRecordings } from "../../../support/recordings.ts";
import { gcpProgram } from "../programs/gcp.ts";
import { comparable, mapped, mappingBetween, nameOf } from "../support/compare.ts";
import { startGoogle, type World } from "../support/google.ts";
import { keep } from "../support/keep.ts";
import { recordedDrift, recordedState } from "../support/recordings.ts";
import { Stack } from "../support/stack.ts";
import { withoutPulumi } from "../support/toolchain.ts";

const PLUGIN = "gcp-9.25.0";

const SECRET = "erp-oauth-client-secret";

const theSecret = (state: GoogleState) => {
  const found = state.secrets["acme-erp"]?.[SECRET];
  if (!found) throw new Error(`the emulator has no secret ${SECRET}`);
  return found;
};

/** What somebody did on the server in each recorded scenario. */
const tampering: Record<string, (state: GoogleState) => void> = {
  clean: () => {},
  "api-disabled": (state) => {
    const services = state.services["acme-erp"];
    if (services) services["gmail.googleapis.com"] = "DISABLED";
  },
  "label-changed": (state) => {
    theSecret(state).labels = { ...theSecret(state).labels, tenant: "somebody-else" };
  },
  "version-destroyed": (state) => {
    for (const version of Object.values(theSecret(state).versions)) version.state = "DESTROYED";
  },
};

describe("the gcp stand-in does what the real plugin was recorded to do", {
  skip: withoutPulumi || withoutRecordings,
}, () => {
  let world: World;
  let stack: Stack;
  let restore: () => void;

  before(async () => {
    world = await startGoogle();
    stack = await Stack.create("g", gcpProgram, world.env);
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
    const recorded = recordedState(PLUGIN).filter(({ type }) => type.startsWith("gcp:"));
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
