import { ERP_MODULE } from "#config/rules/defaults.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { candidates, isText } from "./candidates.ts";
import { type ErpClient, isObject } from "./client.ts";
import { SERVER_MODELS } from "./discovery.ts";
import { ErpError } from "./errors.ts";
import { type Evidence, languages, readEvidence } from "./evidence.ts";
import { isTokenButton, isTokenField, TOKEN_BUTTON_LABELS } from "./labels.ts";
import { sortSwitches } from "./onePlace.ts";
import { fieldPin } from "./pin.ts";
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
  /** The switch: where that is, the token is too. */
  useOAuth2?: string | undefined;
}

/**
 * Finds the button and the field of incoming servers, in one language after the other. A field of another module is not taken: it holds
 * another sign-in's token, as stock Odoo's fields for Gmail and Outlook do beside an addon's.
 * @param module that brings the sign-in; null where no addon does, but stock Odoo
 * @throws ErpError where several buttons fit
 */
export async function discoverSignIn(
  client: ErpClient,
  pins: SignInPins = {},
  module: string | null = ERP_MODULE,
): Promise<SignIn> {
  let found: SignIn = { method: pins.tokenButton, token: pins.token };
  for (const lang of await languages(client)) {
    if (found.method !== undefined && found.token !== undefined) break;
    const here = decideSignIn(await readEvidence(client, module ?? STOCK, INCOMING, lang), pins, module);
    found = { method: found.method ?? here.method, token: found.token ?? here.token };
  }
  return found;
}

/** The module of stock Odoo's mail servers. */
const STOCK = "mail";

/** The decision, apart from reading. @throws ErpError */
function decideSignIn(evidence: Evidence, pins: SignInPins, module: string | null): SignIn {
  const { tokenButton } = pins;
  const methods = new Set(
    (evidence.buttons ?? []).filter(({ label }) => isTokenButton(label)).map(({ method }) => method),
  );
  if (tokenButton === undefined && methods.size > 1) throw severalButtons([...methods]);
  return { method: tokenButton ?? [...methods][0], token: pins.token ?? decideToken(evidence, pins, module) };
}

/** The one field for a token that is where the switch is. Without knowing which module a field is of, none is. */
function decideToken(
  evidence: Evidence,
  { useOAuth2 }: SignInPins,
  module: string | null,
): string | undefined {
  const all = candidates(evidence);
  const fit = all.filter((field) => isText(field) && isTokenField(field.label));
  const switches =
    useOAuth2 === undefined
      ? sortSwitches(all, evidence.module).here
      : all.filter(({ name }) => name === useOAuth2);
  const place = switches.length === 1 ? (switches[0]?.modules ?? []) : [];
  const own = fit.filter(
    ({ modules = [] }) =>
      module === null || modules.includes(module) || modules.some((other) => place.includes(other)),
  );
  const [only, ...others] = own;
  return others.length === 0 ? only?.name : undefined;
}

function severalButtons(methods: readonly string[]): ErpError {
  return new ErpError({
    kind: "no-such-method",
    model: INCOMING,
    message:
      `The form of the ERP's incoming mail servers has several buttons "${TOKEN_BUTTON_LABELS[0]}": ${methods.join(", ")}. ` +
      `Pin one: ${nextStepText(fieldPin("erp.fields.incoming.tokenButton", "<method>"))}`,
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
