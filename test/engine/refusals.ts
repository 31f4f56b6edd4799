import assert from "node:assert/strict";
import type { World } from "./world.ts";

export function assertSaid(output: string, said: readonly string[]): void {
  for (const text of said) assert.ok(output.includes(text), `${text}\nis not in:\n${output}`);
}

/** The preview fails, says all of this, and nothing was changed anywhere. (The ERP counts refused logins, beside its records.) */
export async function assertRefused(world: World, ...said: string[]): Promise<void> {
  const { entra, google, erp } = world.sandbox;
  const all = () => structuredClone([entra.state, google.state, erp.state.records]);
  const before = all();
  const { code, messages } = await world.preview();
  assert.ok(code !== 0 && code !== 7, `exit code ${code}: ${messages}`);
  assertSaid(messages, said);
  assert.deepEqual(all(), before);
}

/** The update fails and says all of this; put right, the next one finishes the work. */
export async function assertFailsThenFinishes(
  world: World,
  repair: () => unknown,
  ...said: string[]
): Promise<void> {
  const { code, stdout } = await world.run(["up", "--yes", "--skip-preview"]);
  assert.ok(code !== 0, stdout);
  assertSaid(stdout, said);
  await repair();
  await world.up();
  await world.assertClean();
}
