import type { State } from "./plugin.ts";
import { secret, type Wire } from "./wire.ts";
import { World } from "./world.ts";

export const TYPE = "ErpCompanyOAuth";
export const REDIRECT = "https://demofabien.cid-erp.app/oauth2/retrieve_token";
const TENANT = "3f1c9a52-0d7e-4b6a-9c1e-5a7b2d4e8f60";

/** The Microsoft set of the first company's tab, as a resource and as the ERP holds it. */
export class MicrosoftTab {
  readonly #world: World;
  readonly #clientSecret: string;

  constructor(world: World, clientSecret: string) {
    this.#world = world;
    this.#clientSecret = clientSecret;
  }

  /** The same in a world of its own, which is saved once the ERP has the module. */
  static async inWorld(): Promise<{ world: World; tab: MicrosoftTab }> {
    const world = await World.withModule();
    return { world, tab: new MicrosoftTab(world, world.makeSecret("Abc8Q~the-secret-that-entra-issued")) };
  }

  wanted(more: Wire = {}): Wire {
    return {
      companyId: 1,
      system: "microsoft",
      clientId: "11111111-aaaa-4bbb-8ccc-222222222222",
      tenant: TENANT,
      clientSecret: secret(this.#clientSecret),
      redirectUri: REDIRECT,
      ...more,
    };
  }

  create(more: Wire = {}): Promise<State> {
    return this.#world.plugin.create(TYPE, this.wanted(more));
  }

  /** Technical names of the ERP's fields. */
  get names() {
    return this.#world.sandbox.erp.state.addon.names;
  }

  /** What the ERP holds: client id, tenant, secret, redirect URI. */
  get held(): unknown[] {
    const { msClient, msTenant, msSecret, msRedirect } = this.names;
    return [msClient, msTenant, msSecret, msRedirect].map((name) => this.#world.company[name]);
  }

  /** What it holds once the wanted values are written. */
  get values(): unknown[] {
    return [this.wanted().clientId, TENANT, this.#clientSecret, REDIRECT];
  }
}
