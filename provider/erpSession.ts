import pLimit from "p-limit";
import { type ErpClient, once } from "../clients/erp/client.ts";
import { connect } from "../clients/erp/connect.ts";
import { advised } from "./erpAdvice.ts";
import type { Values } from "./plugin.ts";
import { text } from "./values.ts";

/** The ERP of one tenant, as the explicit provider describes it. Connects once, and only when something asks. */
export class ErpSession {
  #client: () => Promise<ErpClient> = () => Promise.reject(new Error("The provider is not configured yet."));
  // Two writes to the same company at once make the ERP repeat a transaction for seconds; one after the other is faster.
  readonly #oneAtATime = pLimit(1);

  configure(config: Values): void {
    // A refused login is remembered, so that a wrong password is tried once however many resources need it.
    this.#client = once(() =>
      advised(
        connect({
          url: text(config.erpUrl),
          database: text(config.erpDatabase),
          login: text(config.erpLogin),
          password: text(config.erpPassword),
        }),
      ),
    );
  }

  /** @throws ErpError when the ERP cannot be reached or refuses the login */
  client(): Promise<ErpClient> {
    return this.#client();
  }

  /** Runs one change of the ERP while no other one runs. */
  change<T>(work: (client: ErpClient) => Promise<T>): Promise<T> {
    return this.#oneAtATime(async () => advised(work(await this.client())));
  }
}
