import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** The part of HashiCorp Vault that keeps keys of others ("transit"), for the CLI's own client of it. */
export interface Vault {
  env: NodeJS.ProcessEnv;
  /** How many keys it has encrypted. */
  readonly encryptions: number;
  close: () => Promise<void>;
}

/** @see https://developer.hashicorp.com/vault/api-docs/secret/transit */
export async function startVault(): Promise<Vault> {
  let encryptions = 0;
  const server = createServer(async (request, response) => {
    const { plaintext, ciphertext } = (await json(request)) as { plaintext?: string; ciphertext?: string };
    const encrypts = request.url?.includes("/transit/encrypt/");
    if (encrypts) encryptions += 1;
    const data = encrypts
      ? { ciphertext: `vault:v1:${reversed(plaintext ?? "")}` }
      : { plaintext: reversed((ciphertext ?? "").replace("vault:v1:", "")) };
    response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    env: { VAULT_SERVER_URL: `http://127.0.0.1:${port}`, VAULT_SERVER_TOKEN: "made up" },
    get encryptions() {
      return encryptions;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** As good a cipher as any here: nobody attacks it. */
const reversed = (text: string): string => [...text].toReversed().join("");
