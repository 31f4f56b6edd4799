import { type PlacedButton, type PlacedField, placedButtons, placedFields } from "./arch.ts";
import { type CallOptions, type ErpClient, isObject } from "./client.ts";
import { type ErpErrorKind, isErpError } from "./errors.ts";
import { type ErpRow, type FieldMeta, fieldsGet, searchRead } from "./records.ts";

/** What an ERP tells about the fields of one model, in one language. */
export interface Evidence {
  /** The module that brings what is looked for. */
  module: string;
  model: string;
  lang: string | undefined;
  fields: ReadonlyMap<string, FieldMeta>;
  /** The modules that bring each field; undefined when the user may not ask. A field made by hand is not in it. */
  owners: Owners | undefined;
  /** The form as this user sees it; undefined when the user may not see it, or XML-RPC has no form for it. */
  form: readonly PlacedField[] | undefined;
  /** Its buttons; undefined where the form is. */
  buttons: readonly PlacedButton[] | undefined;
}

export type Owners = ReadonlyMap<string, ReadonlySet<string>>;

/** First version with `get_view`; before it `fields_view_get`. */
const GET_VIEW_SINCE = 16;

export async function readEvidence(
  client: ErpClient,
  module: string,
  model: string,
  lang: string | undefined,
): Promise<Evidence> {
  const fields = await fieldsGet(client, model, lang);
  const owners = await readOwners(client, model);
  const arch = await readForm(client, model, lang);
  return {
    module,
    model,
    lang,
    fields,
    owners,
    form: arch === undefined ? undefined : placedFields(arch),
    buttons: arch === undefined ? undefined : placedButtons(arch),
  };
}

/**
 * Which modules bring the fields of a model, from the external ids that the ERP gives them: what `ir.model.fields` tells as `modules`,
 * for everybody who may see external ids instead of those only who may see the list of modules too.
 */
async function readOwners(client: ErpClient, model: string): Promise<Owners | undefined> {
  const rows = await unless(
    ["no-rights"],
    searchRead(
      client,
      "ir.model.data",
      [
        ["model", "=", "ir.model.fields"],
        ["name", "like", externalPrefix(model)],
      ],
      ["module", "name"],
    ),
  );
  return rows && ownersIn(rows, model);
}

function ownersIn(rows: readonly ErpRow[], model: string): Owners {
  const owners = new Map<string, Set<string>>();
  for (const { module, name } of rows)
    for (const field of fieldNames(String(name), model))
      owners.set(field, (owners.get(field) ?? new Set()).add(String(module)));
  return owners;
}

/** `field_res_company__x`, in old versions `field_res_company_x`. Both readings; the one that is no field falls away. */
export function fieldNames(externalId: string, model: string): string[] {
  const prefix = externalPrefix(model);
  if (!externalId.startsWith(prefix)) return [];
  const rest = externalId.slice(prefix.length);
  return rest.startsWith("_") ? [rest.slice(1), rest] : [rest];
}

const externalPrefix = (model: string): string => `field_${model.replaceAll(".", "_")}_`;

async function readForm(
  client: ErpClient,
  model: string,
  lang: string | undefined,
): Promise<string | undefined> {
  const { major } = await client.version();
  const [first, second] =
    major >= GET_VIEW_SINCE ? ["get_view", "fields_view_get"] : ["fields_view_get", "get_view"];
  const inLanguage = lang ? { context: { lang } } : {};
  const ask = (method: string): Promise<unknown> =>
    client.call(model, method, { kwargs: { view_type: "form" }, ...inLanguage });
  const answer = await unless(
    ["no-rights", "unanswerable"],
    ask(first).catch((error: unknown) => {
      if (isErpError(error, "no-such-method")) return ask(second);
      if (isErpError(error, "unanswerable")) return combinedView(client, model, inLanguage);
      throw error;
    }),
  );
  return isObject(answer) && typeof answer["arch"] === "string" ? answer["arch"] : undefined;
}

const VIEWS = "ir.ui.view";

/**
 * The form from the views that it is made of, for administrators: what else 14 tells with a form has no form in XML-RPC. Nothing in it
 * is left out for want of rights; `fields_get` has left that out already.
 */
async function combinedView(
  client: ErpClient,
  model: string,
  inLanguage: Pick<CallOptions, "context">,
): Promise<unknown> {
  const id = await client.call(VIEWS, "default_view", { args: { model, view_type: "form" }, ...inLanguage });
  if (typeof id !== "number") return undefined;
  return client.call(VIEWS, "read_combined", { ids: [id], args: { fields: ["arch"] }, ...inLanguage });
}

/** Languages to ask in, the best first: the user's own, then those that the labels are known in. */
export async function languages(client: ErpClient): Promise<(string | undefined)[]> {
  const { lang } = await client.user();
  const rows =
    (await unless(["no-rights"], searchRead(client, "res.lang", [["active", "=", true]], ["code"]))) ?? [];
  return preferredLanguages(
    rows.map((row) => String(row["code"])),
    lang,
  );
}

/** An inactive language would silently give English in one version and an error in another. English always works. */
export function preferredLanguages(active: readonly string[], own: string | undefined): string[] {
  const german = active.filter((code) => code.startsWith("de_"));
  const wanted = [own, "fr_CH", "fr_FR", ...german].filter((code) => code !== undefined);
  return [...new Set([...wanted.filter((code) => active.includes(code)), "en_US"])];
}

export async function unless<T>(kinds: readonly ErpErrorKind[], answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isErpError(error, ...kinds)) return undefined;
    throw error;
  }
}
