import pLimit from "p-limit";
import type { ErpClient } from "../clients/erp/client.ts";
import { connect } from "../clients/erp/connect.ts";
import type { Values } from "./plugin.ts";
import { text } from "./values.ts";

/** The ERP of one tenant, as the explicit provider describes it. Connects once, and only when something asks. */
export class ErpSession {
  #config: Values = {};
  #client: Promise<ErpClient> | undefined;
  // Two writes to the same company at once make the ERP repeat a transaction for seconds; one after the other is faster.
  readonly #oneAtATime = pLimit(1);

  configure(config: Values): void {
    this.#config = config;
    this.#client = undefined;
  }

  /** @throws ErpError when the ERP cannot be reached or refuses the login */
  client(): Promise<ErpClient> {
    this.#client ??= connect({
      url: text(this.#config.erpUrl),
      database: text(this.#config.erpDatabase),
      login: text(this.#config.erpLogin),
      password: text(this.#config.erpPassword),
    });
    return this.#client;
  }

  /** Runs one change of the ERP while no other one runs. */
  change<T>(work: (client: ErpClient) => Promise<T>): Promise<T> {
    return this.#oneAtATime(async () => work(await this.client()));
  }
}
