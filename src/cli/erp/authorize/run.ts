import { setTimeout as sleep } from "node:timers/promises";
import type { CommandAnswer, Desk } from "#cli/answer.ts";
import type { ErpClient } from "#clients/erp/client.ts";
import { readValue } from "#clients/erp/companyValues.ts";
import { discoverUseOAuth2 } from "#clients/erp/discovery.ts";
import { isErpError } from "#clients/erp/errors.ts";
import { fieldPin } from "#clients/erp/pin.ts";
import { readOne } from "#clients/erp/records.ts";
import {
  type ErpServer,
  findServer,
  isConfirmed,
  readServerOAuth2,
  resetConfirmation,
} from "#clients/erp/servers.ts";
import { discoverSignIn, recordLink, type SignIn, signInLink } from "#clients/erp/signIn.ts";
import { moduleOf } from "#config/rules/erpRules.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import type { TenantConfig } from "#config/schema.ts";
import { print } from "#fleet/forms/terminal.ts";
import { connectErp } from "../connection.ts";
import { type Authorization, authorizationText, signInStep } from "./report.ts";

interface AuthorizeOptions {
  reset?: true;
  wait?: true;
  timeout: number;
}

const POLL_MS = 2000;

export async function authorizeServer(
  stack: string,
  given: string,
  options: AuthorizeOptions,
  { out }: Pick<Desk, "out">,
): Promise<CommandAnswer> {
  const { client, config } = await connectErp(stack);
  const server = await findServer(client, "incoming", /^[1-9]\d*$/.test(given) ? Number(given) : given);
  await demandOAuth2(client, config, stack, server);
  const signIn = await discoverSignIn(client, config.erp.fields?.incoming, moduleOf(config.erp));
  if (options.reset) await resetConfirmation(client, server);
  const seen = options.wait ? await signOf(client, server, signIn) : undefined;
  const { user } = await readOne(client, "fetchmail.server", server.id, ["user"]);
  const authorization: Authorization = {
    erp: client.url,
    server: { id: server.id, name: server.name, host: server.host },
    mailbox: typeof user === "string" && user ? user : undefined,
    record: await recordLink(client, server),
    link: signIn.method && (await signInLink(client, server, signIn.method)),
    confirmationReset: options.reset === true,
  };
  // Whoever signs in needs the link now, not after the waiting.
  print(out, authorizationText(stack, authorization));
  if (!seen) return { outcome: "ok", next: [signInStep(authorization)], found: authorization };
  const signedIn = await waitFor(seen, options.timeout * 1000);
  const found = { ...authorization, signedIn };
  if (signedIn) return { outcome: "ok", found, aside: `The ERP has a token for "${server.name}".\n` };
  const message = `Nobody has signed in within ${options.timeout} s. The link may still be used; run this again for a new one.`;
  return { outcome: "inconclusive", cause: { kind: "inconclusive", message }, found, aside: `${message}\n` };
}

async function demandOAuth2(
  client: ErpClient,
  config: TenantConfig,
  stack: string,
  server: ErpServer,
): Promise<void> {
  const override = config.erp.fields?.incoming?.useOAuth2;
  const module = moduleOf(config.erp);
  const use = await discoverUseOAuth2(client, "incoming", { module, ...(override ? { override } : {}) });
  if (await readServerOAuth2(client, server, use)) return;
  throw new Error(
    `The incoming mail server "${server.name}" (id ${server.id}) does not use OAuth2 yet. List it under erp.incomingServers, then: ` +
      `pulumi up --stack ${stack}`,
  );
}

/** A question whose answer turns true by the sign-in. @throws Error when there is none */
async function signOf(
  client: ErpClient,
  server: ErpServer,
  { token }: SignIn,
): Promise<() => Promise<boolean>> {
  const before = token === undefined ? undefined : await readToken(client, server, token);
  if (token !== undefined && before !== undefined) {
    return async () => !["", before].includes((await readToken(client, server, token)) ?? before);
  }
  if (!(await isConfirmed(client, server))) return () => isConfirmed(client, server);
  throw new Error(
    `Nothing in the ERP shows whether "${server.name}" gets a token: no field of its module is known that holds it and that the ERP user ` +
      `may read, and the server is confirmed already. Pin the field: ${nextStepText(fieldPin("erp.fields.incoming.token", "<field>"))}, or ` +
      "add --reset, which stops its mail until then.",
  );
}

/** Stays in memory, to be compared. @returns undefined where the ERP hides it */
async function readToken(client: ErpClient, server: ErpServer, field: string): Promise<string | undefined> {
  const row = await readOne(client, "fetchmail.server", server.id, [field]);
  const { value } = readValue(row[field]);
  if (value) client.protect(value);
  return value;
}

/** While a person signs in, the ERP may be away for a moment. */
async function waitFor(seen: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    if (await seen().catch(away)) return true;
    if (Date.now() + POLL_MS > deadline) return false;
    await sleep(POLL_MS);
  }
}

function away(error: unknown): false {
  if (isErpError(error, "unreachable", "lost", "timeout", "busy")) return false;
  throw error;
}
