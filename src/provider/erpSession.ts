import pLimit from "p-limit";
import { advised } from "#clients/erp/advice.ts";
import { type ErpClient, once } from "#clients/erp/client.ts";
import { connect, PROTOCOLS, type Protocol } from "#clients/erp/connect.ts";
import { AdvisedError } from "#config/advisedError.ts";
import { configSet, configSetSecret, placeholder } from "#config/rules/nextStep.ts";

/** How the ERP is reached: the stack configuration's keys under `modernauth:`, without that prefix. */
export type ErpSessionAccess = Readonly<Record<string, string | undefined>>;

/** The ERP of one tenant. Connects once, and only when something asks. */
export class ErpSession {
  readonly #access: ErpSessionAccess;
  // A refused login is remembered, so that a wrong password is tried once however many resources need it.
  readonly #client = once(async () =>
    advised(
      connect({
        url: this.#given("erpUrl"),
        protocol: protocolOf(this.#access.erpProtocol),
        database: this.#given("erpDatabase"),
        login: this.#given("erpLogin"),
        password: this.#given("erpPassword", true),
      }),
    ),
  );
  // Two writes to the same company at once make the ERP repeat a transaction for seconds; one after the other is faster.
  readonly #oneAtATime = pLimit(1);

  constructor(access: ErpSessionAccess) {
    this.#access = access;
  }

  #given(key: string, secret = false): string {
    const value = this.#access[key];
    if (value) return value;
    const path = `modernauth:${key}`;
    throw new AdvisedError(
      `${path} is missing in the stack configuration.`,
      secret ? configSetSecret(path) : configSet(path, placeholder(path)),
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

/** The program checks its configuration, but commands such as `pulumi destroy` do not run it. */
function protocolOf(text = "auto"): Protocol {
  const known = PROTOCOLS.find((protocol) => protocol === text);
  if (known) return known;
  throw new AdvisedError(
    `modernauth:erpProtocol: "${text}" is not allowed. Allowed: ${PROTOCOLS.join(", ")}.`,
    configSet("modernauth:erpProtocol", "auto"),
  );
}
