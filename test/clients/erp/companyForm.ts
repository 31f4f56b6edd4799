import { type DiscoverySettings, discoverCompanyFields } from "#clients/erp/discovery.ts";
import { ROLE_LABELS } from "#clients/erp/labels.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import { type Changes, recordedErp } from "./recordedErp.ts";

export const OWN = "auth_oauth2";
export const OTHER = "azure_backup";

/** One text field of the company, and where it is. */
export interface Field {
  name: string;
  label: string;
  type?: string;
  /** Modules that bring it; none: made by hand. */
  of: readonly string[];
  /** Titles of pages and groups from outside to inside, as "page:OAuth2" and "group:Microsoft"; none: not in the form. */
  at?: readonly string[];
}

export const ROLES = Object.keys(ROLE_LABELS) as ErpRole[];

interface Tag {
  tag: string;
  title: string;
  inside: (Tag | string)[];
}

/** The form: what has the same titles in a row stands in the same page or group. */
function archOf(fields: readonly Field[]): string {
  const root: Tag = { tag: "form", title: "", inside: [] };
  for (const { name, at } of fields) {
    if (!at) continue;
    let here = root;
    for (const part of at) {
      const [tag = "", title = ""] = part.split(":");
      const there = here.inside.find(
        (one): one is Tag => typeof one === "object" && one.tag === tag && one.title === title,
      );
      const next = there ?? { tag, title, inside: [] };
      if (!there) here.inside.push(next);
      here = next;
    }
    here.inside.push(`<field name="${name}"/>`);
  }
  const print = ({ tag, title, inside }: Tag): string => {
    const body = inside.map((one) => (typeof one === "string" ? one : print(one))).join("");
    // A title that ends in # is the same to people, and another page to the ERP.
    const element = `<${tag}${title ? ` string="${title.replace(/#$/, "")}"` : ""}>${body}</${tag}>`;
    return tag === "page" ? `<notebook>${element}</notebook>` : element;
  };
  return print(root);
}

/** An ERP whose company has these fields instead of the recorded addon's. */
function companyWith(own: readonly Field[], readable = true): Changes {
  return {
    fields: (fields, model) => {
      if (model !== "res.company") return;
      for (const name of Object.keys(fields)) if (name.startsWith("oauth2_")) delete fields[name];
      for (const { name, label, type = "char" } of own) fields[name] = { type, string: label };
    },
    arch: (arch, model) => (model === "res.company" ? archOf(own) : arch),
    first: ({ what, args }) => {
      if (what !== "ir.model.data.search_read") return undefined;
      if (!readable) return { fails: { name: "odoo.exceptions.AccessError", message: "no", status: 403 } };
      if (!JSON.stringify(args).includes("like")) return undefined;
      return {
        returns: own.flatMap(({ name, of }, id) =>
          of.map((module) => ({ id, module, name: `field_res_company__${name}` })),
        ),
      };
    },
  };
}

/** The names of the fields that are found. */
export const discover = async (
  fields: readonly Field[],
  options: DiscoverySettings & { readable?: boolean } = {},
): Promise<unknown> => {
  const { readable = true, providers = ["microsoft"], ...settings } = options;
  const { client } = await recordedErp("odoo-19/jsonrpc", companyWith(fields, readable));
  return names(await discoverCompanyFields(client, { providers, ...settings }));
};

const names = (fields: object): unknown =>
  JSON.parse(JSON.stringify(fields), (_, value) =>
    value && typeof value === "object" && "field" in value ? value.field : value,
  );
