import type { ErpClient } from "#clients/erp/client.ts";
import { connect } from "#clients/erp/connect.ts";
import { type Call, fakeErp, type Reply } from "./fakeErp.ts";
import { exchange, type RecordingFile, result } from "./recordings.ts";

type Json = Record<string, unknown>;

export interface Changes {
  /** Answers before the recording does. */
  first?: (call: Call) => Reply | undefined;
  /** Changes what `fields_get` answers. */
  fields?: (fields: Record<string, Json>, model: string) => void;
  /** Fields of other modules, or of none, by model and name: "res.company.x_old". The recording lists the addon's. */
  owners?: Readonly<Record<string, readonly string[]>>;
  /** Changes the XML of a form. */
  arch?: (arch: string, model: string) => string;
}

export interface RecordedErp {
  client: ErpClient;
  calls: Call[];
}

const FORMS: Record<string, string> = {
  "res.company": "company",
  "fetchmail.server": "incoming",
  "ir.mail_server": "outgoing",
};

/** A client of an ERP that answers the questions of discovery as the recorded server did. */
export async function recordedErp(file: RecordingFile, changes: Changes = {}): Promise<RecordedErp> {
  const version = file === "odoo-14/jsonrpc" ? 14 : 19;
  const { fetch, calls } = fakeErp((call) => changes.first?.(call) ?? answer(file, version, call, changes));
  const client = await connect({
    url: "https://erp.example.com",
    database: "erp",
    login: "admin",
    password: "<key of admin>",
    protocol: file === "odoo-19/json-2" ? "json2" : "jsonrpc",
    retry: { retries: 0 },
    fetch,
  });
  return { client, calls };
}

function answer(file: RecordingFile, version: 14 | 19, call: Call, changes: Changes): Reply | undefined {
  const rpc: RecordingFile = `odoo-${version}/jsonrpc`;
  const lang = call.context["lang"] === "fr_FR" ? "fr_FR" : "en_US";
  switch (call.what) {
    case "GET /web/version":
      return exchange(rpc, "version: GET /web/version");
    case "common.version":
      return exchange(rpc, "version: common.version");
    case "common.authenticate":
      return exchange(rpc, "login: authenticate");
    case "res.users.context_get":
      return exchange(
        file,
        file === "odoo-19/json-2" ? "login: own user (context_get)" : "user: context_get",
      );
    case "res.lang.search_read":
      return exchange(file, "language: installed languages");
    case "ir.model.data.search_read":
      return { returns: externalIds(file, changes.owners) };
    case "ir.model.fields.search_read":
      return exchange(file, "fields: ir.model.fields of those ids");
    case "ir.module.module.search_read":
      return { returns: [{ id: 394, name: "auth_oauth2", state: "installed" }] };
  }
  const form = FORMS[call.model];
  if (!form) return undefined;
  if (call.method === "fields_get") {
    const fields = fieldsOf(file, call.model, lang);
    changes.fields?.(fields, call.model);
    return { returns: fields };
  }
  if (call.method === "fields_view_get" && version === 19) {
    return exchange(file, `${form} form: fields_view_get (older method)`);
  }
  if (call.method === "get_view" && version === 14) {
    const message = `type object '${call.model}' has no attribute 'get_view'`;
    return { fails: { name: "builtins.AttributeError", message } };
  }
  const name = version === 14 ? `${form} form: fields_view_get, ${lang}` : `${form} form: get_views, ${lang}`;
  const view = result(file, name) as { arch?: string; views?: { form: { arch: string } } };
  const arch = view.arch ?? view.views?.form.arch ?? "";
  return { returns: { arch: changes.arch?.(arch, call.model) ?? arch, model: call.model } };
}

/** The recording asks for the module's own: what it answers names no module. */
function externalIds(file: RecordingFile, owners: Changes["owners"] = {}): Json[] {
  const externalId = (path: string): string => {
    const [name = "", ...model] = path.split(".").reverse();
    return `field_${model.reverse().join("_")}__${name}`;
  };
  const others = Object.entries(owners).map(([path, modules]) => ({ name: externalId(path), modules }));
  const own = (result(file, "fields: ir.model.data of the module") as Json[])
    .filter((row) => !others.some(({ name }) => name === row["name"]))
    .map((row) => ({ ...row, module: "auth_oauth2" }));
  const more = others.flatMap(({ name, modules }) => modules.map((module) => ({ id: 1, name, module })));
  return [...own, ...more];
}

/** The recordings ask for the whole company model (in French) and, with more detail, for single fields. */
function fieldsOf(file: RecordingFile, model: string, lang: string): Record<string, Json> {
  if (model !== "res.company") {
    const name = model === "fetchmail.server" ? "incoming: fields_get" : "outgoing: fields_get";
    return structuredClone(result(file, name)) as Record<string, Json>;
  }
  const whole = lang === "fr_FR" ? result(file, "fields: fields_get of the whole model") : {};
  const detail = result(file, `fields: fields_get of the eight fields, ${lang}`);
  return structuredClone({ ...(whole as Json), ...(detail as Json) }) as Record<string, Json>;
}
