import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { unused } from "#test/contracts/contracts.ts";
import { drift, state } from "#test/contracts/plugins.ts";
import { azureadProgram } from "../programs/azuread.ts";
import { comparable, mapped, mappingBetween, nameOf } from "../support/compare.ts";
import { startEntra, type World } from "../support/entra.ts";
import { keep } from "../support/keep.ts";
import { Stack } from "../support/stack.ts";
import { tamperEntra } from "../support/tampering.ts";
import { withoutPulumi } from "../support/toolchain.ts";

describe("the azuread stand-in does what the real plugin was recorded to do", { skip: withoutPulumi }, () => {
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

  it("the azuread stand-in does what the real plugin was recorded to do keeps in the state, property by property, what the real plugin keeps", async () => {
    const live = await stack.resources({ secrets: false });
    const recorded = [...state("azuread-6.9.1/state")];
    const mapping = mappingBetween(recorded, live);
    for (const resource of recorded) {
      const twin = live.find(({ urn }) => nameOf(urn) === nameOf(resource.urn));
      // The real plugin takes a state over as it is where its own notes are absent, and trips over any that are not its own.
      assert.doesNotMatch(JSON.stringify(twin), /"__(meta|pulumi_raw_state_delta)"/);
      for (const bag of ["inputs", "outputs"] as const) {
        assert.deepEqual(
          comparable(twin?.[bag]),
          mapped(comparable(resource[bag]), mapping),
          `${nameOf(resource.urn)} ${bag}`,
        );
      }
    }
  });

  for (const { scenario, exitCode, steps } of drift("azuread-6.9.1/drift")) {
    it(`the azuread stand-in does what the real plugin was recorded to do plans for "${scenario}" what the real plugin plans`, async () => {
      tamperEntra(scenario, world.emulator.state);
      const preview = await stack.preview();
      assert.deepEqual(preview.steps, steps);
      assert.equal(preview.exitCode, exitCode);
    });
  }

  it("the azuread stand-in does what the real plugin was recorded to do leaves no recorded resource and no recorded scenario out", () => {
    assert.deepEqual([...unused("azuread-6.9.1/state"), ...unused("azuread-6.9.1/drift")], []);
  });
});
