import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { CalendarDate } from "#config/rules/dates.ts";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import type { Generation } from "#config/rules/generations.ts";
import { sha256 } from "#sandbox/emulators/entra/directory.ts";
import type { EntraState, PasswordCredential } from "#sandbox/emulators/entra/state.ts";
import { TenantByHand } from "#test/verify/tenantByHand.ts";
import { Clock } from "./clock.ts";
import { type Ended, modernAuth } from "./modernAuth.ts";
import { World } from "./world.ts";

export interface Rotated {
  code: number | null;
  action: string;
  due: boolean;
  written: boolean;
  generations: Generation[];
  because: string;
  nextStep: string;
}

/** A tenant with its first secret, seen by somebody who rotates it. */
export class RotationWorld {
  readonly world: World;
  /** Looked for anew after each restore: the objects of the directory are others then. */
  tenant: TenantByHand;
  readonly clock: Clock;
  readonly #before: EntraState;

  private constructor(world: World, clock: Clock) {
    this.world = world;
    this.clock = clock;
    this.tenant = new TenantByHand(world.sandbox);
    this.#before = structuredClone(world.sandbox.entra.state);
  }

  static async create(): Promise<RotationWorld> {
    const clock = new Clock();
    const world = await World.ofMicrosoft({ now: clock.now });
    // The deployer's own secret is not what ends here.
    for (const { displayName, passwordCredentials } of Object.values(world.sandbox.entra.state.applications))
      if (displayName === "ERP deployer")
        for (const credential of passwordCredentials) credential.endDateTime = "2040-01-01T00:00:00Z";
    try {
      await world.up();
    } catch (error) {
      await world.close();
      throw error;
    }
    world.save();
    return new RotationWorld(world, clock);
  }

  restore(): void {
    this.clock.put();
    this.world.restore();
    this.tenant = new TenantByHand(this.world.sandbox);
  }

  /** Runs `modern-auth rotate --json`. @throws when that fails altogether */
  async rotate(...args: string[]): Promise<Rotated> {
    return reported(await this.say(...args, "--json"));
  }

  /** Runs `modern-auth rotate`, on the day that the clock shows. */
  say(...args: string[]) {
    return modernAuth(this.world, ["rotate", "dev", ...args], this.clock.env);
  }

  /** The same, on a machine whose clock is wrong: it shows this day. */
  async rotateOn(day: CalendarDate, ...args: string[]): Promise<Rotated> {
    const wrong = new Clock();
    wrong.put(day);
    return reported(await modernAuth(this.world, ["rotate", "dev", ...args, "--json"], wrong.env));
  }

  /** As "1: 2026-11-23 to 2028-11-23", from the configuration file. */
  get declared(): string[] {
    const { config } = parse(readFileSync(this.world.stack.configFile, "utf8"));
    const { generations } = config["erp-modern-auth:microsoft"] as { generations: Generation[] };
    return generations.map(({ number, start, end }) => `${number}: ${start} to ${end}`);
  }

  get secrets(): PasswordCredential[] {
    return this.tenant.application.passwordCredentials;
  }

  /** The last days of the secrets in the directory, in the order in which they were made. */
  get ends(): string[] {
    return this.secrets.map(({ endDateTime }) => endDateTime);
  }

  get inErp(): string {
    return String(this.tenant.company[this.world.sandbox.erp.state.addon.names.msSecret]);
  }

  /** Key id of the secret that the ERP holds; "none" for one that is in no directory. */
  get heldByErp(): string {
    const hash = sha256(this.inErp);
    const all = Object.entries(this.world.sandbox.entra.state.credentialHashes);
    return all.find(([, one]) => one.sha256 === hash)?.[0] ?? "none";
  }

  /** Somebody removes a secret in the portal. */
  removeInEntra(keyId: string): void {
    this.tenant.application.passwordCredentials = this.secrets.filter((one) => one.keyId !== keyId);
    delete this.tenant.state.credentialHashes[keyId];
  }

  /**
   * The whole directory is as it was before the rotation, but for exactly one secret, which has this last day; the ERP holds it, and
   * neither the preview nor `modern-auth verify` has anything to say.
   */
  async assertFinal(end: CalendarDate): Promise<void> {
    const { entra } = this.world.sandbox;
    const after = structuredClone(entra.state);
    const [secret, ...more] = this.secrets;
    assert.deepEqual(more, [], "exactly one secret");
    assert.ok(secret);
    assert.equal(secret.endDateTime, `${end}T00:00:00Z`);
    assert.equal(secret.displayName, APPLICATION_NAME);
    assert.equal(this.heldByErp, secret.keyId, "the ERP holds it");
    const { application, servicePrincipal, grant, assignment } = this.tenant;
    assert.deepEqual(
      [grant.clientId, assignment.principalId, servicePrincipal.appId],
      [servicePrincipal.id, servicePrincipal.id, application.appId],
      "one service principal, one grant, one assignment",
    );
    for (const state of [after, this.#before]) forget(state);
    assert.deepEqual(after, this.#before, "nothing else in the directory is another than before");
    const { microsoft } = await this.world.outputs();
    assert.deepEqual([microsoft?.keyId, microsoft?.unrecordedSecrets], [secret.keyId, []]);
    await this.world.assertClean();
    const verified = await modernAuth(this.world, ["verify", "dev", "--strict"], this.clock.env);
    assert.equal(verified.code, 0, verified.stdout);
  }
}

/** What a rotation is there to change, and how long new secrets take, which is the test's to say. */
function forget(state: EntraState): void {
  for (const application of Object.values(state.applications))
    if (application.displayName === APPLICATION_NAME) application.passwordCredentials = [];
  const known = new Set(
    Object.values(state.applications).flatMap(({ passwordCredentials }) =>
      passwordCredentials.map(({ keyId }) => keyId),
    ),
  );
  for (const keyId of Object.keys(state.credentialHashes))
    if (!known.has(keyId)) delete state.credentialHashes[keyId];
  state.secretPropagation = { requests: 0, milliseconds: 0 };
}

function reported({ code, stdout, stderr }: Ended): Rotated {
  assert.ok(stdout.startsWith("{"), stdout + stderr);
  const { next, ...report } = JSON.parse(stdout) as Omit<Rotated, "code" | "nextStep"> & {
    next: { text: string }[];
  };
  return { code, ...report, nextStep: next[0]?.text ?? "" };
}
