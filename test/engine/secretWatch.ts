import assert from "node:assert/strict";
import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import { sha256 } from "#sandbox/emulators/entra/directory.ts";
import type { World } from "./world.ts";

/**
 * Tries the secret that the ERP holds at the token endpoint, as the ERP would: before and after each request that reaches the
 * directory or the ERP. Nothing changes in them between two requests, so no moment is missed.
 */
export class SecretWatch {
  /** Key ids of the secrets that the ERP held, in this order. */
  readonly held: string[] = [];
  readonly refused: string[] = [];
  tries = 0;
  readonly #world: World;
  readonly #stop: (() => void)[] = [];
  readonly #token: (request: Request) => Promise<Response>;

  constructor(world: World) {
    this.#world = world;
    const { entra, erp } = world.sandbox;
    // Not through the faults, which are meant for others.
    this.#token = entra.fetch.bind(entra);
    for (const emulator of [entra, erp]) this.#around(emulator);
  }

  #around(emulator: Emulator<object>): void {
    const original = emulator.fetch.bind(emulator);
    emulator.fetch = async (request) => {
      const what = `${request.method} ${new URL(request.url).pathname}`;
      await this.#try(`before ${what}`);
      try {
        return await original(request);
      } finally {
        await this.#try(`after ${what}`);
      }
    };
    this.#stop.push(() => Reflect.deleteProperty(emulator, "fetch"));
  }

  async #try(moment: string): Promise<void> {
    const { entra, erp } = this.#world.sandbox;
    const { msClient, msSecret, msTenant } = erp.state.addon.names;
    const company = erp.state.records["res.company"]?.["1"] ?? {};
    const secret = String(company[msSecret] || "");
    const hash = sha256(secret);
    const [keyId = "none"] =
      Object.entries(entra.state.credentialHashes).find(([, one]) => one.sha256 === hash) ?? [];
    if (this.held.at(-1) !== keyId) this.held.push(keyId);
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: String(company[msClient] || ""),
      client_secret: secret,
      scope: "https://graph.microsoft.com/.default",
    });
    const url = `https://login.microsoftonline.com/${company[msTenant]}/oauth2/v2.0/token`;
    const answer = await this.#token(new Request(url, { method: "POST", body }));
    this.tries += 1;
    if (!answer.ok) this.refused.push(`${moment}: ${(await answer.text()).slice(0, 100)}`);
  }

  /** Ends the watch. Fails when there was a moment at which the ERP's secret did not work. */
  end(expectedHeld: readonly string[]): void {
    this.stop();
    assert.ok(this.tries > 50, `watched ${this.tries} moments`);
    assert.deepEqual(this.refused, [], "the ERP's secret worked at every moment");
    assert.deepEqual(this.held, expectedHeld);
  }

  stop(): void {
    for (const stop of this.#stop.splice(0)) stop();
  }
}
