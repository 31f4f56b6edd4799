import { ERP_MODULE } from "#config/rules/defaults.ts";
import { candidates, isText } from "./candidates.ts";
import { type ErpClient, isObject } from "./client.ts";
import { SERVER_MODELS } from "./discovery.ts";
import { ErpError } from "./errors.ts";
import { type Evidence, languages, readEvidence } from "./evidence.ts";
import { isTokenButton, isTokenField, TOKEN_BUTTON_LABELS } from "./labels.ts";
import { searchRead } from "./records.ts";
import type { ErpServer } from "./servers.ts";

const INCOMING = SERVER_MODELS.incoming;

/** How a person lets the ERP read a mailbox, and what shows that it was done. */
export interface SignIn {
  /** Method behind the button of the server's form; undefined where there is no such button. */
  method: string | undefined;
  /** Field that holds the token afterwards; undefined where none is known. It is never read, only asked whether it is empty. */
  token: string | undefined;
}

/** What the configuration pins. */
export interface SignInPins {
  tokenButton?: string | undefined;
  token?: string | undefined;
}

/** Finds the button and the field of incoming servers, in one language after the other. @throws ErpError where several buttons fit */
export async function discoverSignIn(
  client: ErpClient,
  pins: SignInPins = {},
  module = ERP_MODULE,
): Promise<SignIn> {
  let found: SignIn = { method: pins.tokenButton, token: pins.token };
  for (const lang of await languages(client)) {
    if (found.method !== undefined && found.token !== undefined) break;
    const here = decideSignIn(await readEvidence(client, module, INCOMING, lang), pins);
    found = { method: found.method ?? here.method, token: found.token ?? here.token };
  }
  return found;
}

/** The decision, apart from reading. @throws ErpError */
function decideSignIn(evidence: Evidence, { tokenButton, token }: SignInPins): SignIn {
  const methods = new Set(
    (evidence.buttons ?? []).filter(({ label }) => isTokenButton(label)).map(({ method }) => method),
  );
  if (tokenButton === undefined && methods.size > 1) throw severalButtons([...methods]);
  const fields = candidates(evidence).filter((field) => isText(field) && isTokenField(field.label));
  const own = fields.filter(({ inModule }) => inModule);
  const [only, ...others] = own.length > 0 ? own : fields;
  return {
    method: tokenButton ?? [...methods][0],
    token: token ?? (others.length === 0 ? only?.name : undefined),
  };
}

function severalButtons(methods: readonly string[]): ErpError {
  return new ErpError({
    kind: "no-such-method",
    model: INCOMING,
    message:
      `The form of the ERP's incoming mail servers has several buttons "${TOKEN_BUTTON_LABELS[0]}": ${methods.join(", ")}. ` +
      "Pin one: pulumi config set --path erp.fields.incoming.tokenButton <method> --stack <stack>",
  });
}

/**
 * Presses the button. The link leads to the sign-in of Microsoft or Google, and back to the ERP.
 * @returns undefined where the button leads nowhere
 * @throws ErpError
 */
export async function signInLink(
  client: ErpClient,
  server: ErpServer,
  method: string,
): Promise<string | undefined> {
  const action = await client.call(INCOMING, method, { ids: [server.id], retry: false });
  const url = isObject(action) && action["type"] === "ir.actions.act_url" ? action["url"] : undefined;
  return typeof url === "string" && URL.canParse(url, client.url) ? new URL(url, client.url).href : undefined;
}

/** Whether a field that may hold a secret holds anything. The value itself stays where it is. */
export async function hasValue(client: ErpClient, server: ErpServer, field: string): Promise<boolean> {
  const domain = [["id", "=", server.id] as const, [field, "!=", false] as const];
  const options = { limit: 1, context: { active_test: false } };
  return (await searchRead(client, SERVER_MODELS[server.kind], domain, ["id"], options)).length > 0;
}

/** First version whose web client has addresses of records without a fragment. */
const PATHS_SINCE = 18;

/** The record in the ERP's own web client. */
export async function recordLink(client: ErpClient, { kind, id }: ErpServer): Promise<string> {
  const model = SERVER_MODELS[kind];
  const { major } = await client.version();
  return major >= PATHS_SINCE
    ? `${client.url}/odoo/${model}/${id}`
    : `${client.url}/web#id=${id}&model=${model}&view_type=form`;
}
