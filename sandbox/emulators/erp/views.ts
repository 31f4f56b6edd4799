import { userError } from "./errors.ts";
import { fieldsGet } from "./fieldsGet.ts";
import { formOf, type Node } from "./forms.ts";
import { say } from "./labels.ts";
import { demand, may, visibleFields } from "./rights.ts";
import { type Call, type Field, isInstalled, on } from "./schema.ts";
import { isRow, type Row, type Value } from "./values.ts";

const escapeAttribute = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The part of a form that this user may see and that the installed modules bring. */
function pruned(call: Call, node: Node): Node | undefined {
  if (node.module && !isInstalled(call.world.state, node.module)) return undefined;
  const name = node.attributes?.["name"];
  if (node.tag === "field" && !visibleFields(call).some((field) => field.name === name)) return undefined;
  return { ...node, children: (node.children ?? []).flatMap((child) => pruned(call, child) ?? []) };
}

/** 14 sends along what the client shall enforce. */
function modifiers(field: Field): string {
  const all: Row = {};
  if (field.required) all["required"] = true;
  if (field.readonly) all["readonly"] = true;
  if (field.draftOnly) all["readonly"] = [["state", "not in", ["draft"]]];
  return JSON.stringify(all);
}

function print(call: Call, node: Node, depth = 0): string {
  const attributes: [string, string][] = [];
  if (node.string) attributes.push(["string", say(node.string, call.language)]);
  attributes.push(...Object.entries(node.attributes ?? {}));
  const field = visibleFields(call).find(
    (one) => node.tag === "field" && one.name === node.attributes?.["name"],
  );
  if (field?.password) attributes.push(["password", "True"]);
  if (field && call.flavour === "odoo-14") attributes.push(["modifiers", modifiers(field)]);
  if (depth === 0) attributes.push(...limits(call));
  const open = attributes.map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`).join("");
  const children = node.children ?? [];
  const indent = "    ".repeat(depth);
  if (children.length === 0) return `${indent}<${node.tag}${open}/>`;
  const inner = children.map((child) => print(call, child, depth + 1)).join("\n");
  return `${indent}<${node.tag}${open}>\n${inner}\n${indent}</${node.tag}>`;
}

/** A user without rights gets the form with the buttons for changing it switched off. */
function limits(call: Call): [string, string][] {
  const no = call.flavour === "odoo-14" ? "false" : "False";
  const off = (["create", "write", "unlink"] as const).filter((operation) => !may(call, operation));
  return off.map((operation) => [{ create: "create", write: "edit", unlink: "delete" }[operation], no]);
}

interface Form {
  arch: string;
  fields: string[];
  viewId: number;
}

/** @throws ErpError AccessError; UserError for other kinds of views, which this ERP has none of */
function form(call: Call, viewType: Value | undefined): Form {
  if (viewType !== undefined && viewType !== "form") {
    throw userError(`No default view of type '${String(viewType)}' could be found!`);
  }
  demand(call, "read");
  const described = formOf(call);
  const root = pruned(call, described.root) ?? described.root;
  const names = (node: Node): string[] => [
    ...(node.tag === "field" ? [node.attributes?.["name"] ?? ""] : []),
    ...(node.children ?? []).flatMap(names),
  ];
  return { arch: print(call, root), fields: names(root), viewId: described.viewId };
}

/** What the description of a field has in a view of 14 beside what `fields_get` tells. Its nulls don't go through XML-RPC. */
const oldExtras: Row = { id: null, select: null, views: {} };

/** What it lacks in a view of 19. */
const left = new Set(["company_dependent", "default_export_compatible", "depends", "exportable", "manual"]);

/** `fields_view_get`, up to 15. */
export function oldFormView(call: Call): Row {
  const { arch, fields, viewId } = form(call, call.args["view_type"]);
  const name = `${call.model.name}.form`;
  return {
    model: call.model.name,
    field_parent: false,
    arch,
    name,
    type: "form",
    view_id: viewId,
    base_model: call.model.name,
    fields: Object.fromEntries(
      Object.entries(fieldsGet(call, fields)).map(([field, told]) => [
        field,
        { ...(call.world.state.oldDialect ? {} : oldExtras), ...(isRow(told) ? told : {}) },
      ]),
    ),
  };
}

/** `read_combined` of a view in 14: the form alone, which goes through XML-RPC. @returns undefined where there is no such view */
export function combinedForm(call: Call): Row | undefined {
  const [id] = call.ids;
  for (const { name } of call.world.models.values()) {
    const there = on(call, name);
    if (formOf(there).viewId === id) return { id, model: name, arch: form(there, "form").arch };
  }
  return undefined;
}

/** `get_view`, since 16. */
export function formView(call: Call): Row {
  const { arch, fields, viewId } = form(call, call.args["view_type"]);
  return { arch, id: viewId, model: call.model.name, models: { [call.model.name]: [...fields, ...always] } };
}

/** Fields that a view's client needs even where the form doesn't show them. */
const always = ["id", "write_date"];

/** `get_views`, since 16: several views with the descriptions of the fields in them. */
export function formViews(call: Call): Row {
  const asked = Array.isArray(call.args["views"]) ? call.args["views"] : [];
  const forms = asked.map((view) => {
    const type = Array.isArray(view) ? view[1] : undefined;
    return { type: String(type), ...form(call, type) };
  });
  const views = forms.map(({ type, arch, viewId }) => [type, { arch, id: viewId, model: call.model.name }]);
  const described = fieldsGet(call, [...always, ...forms.flatMap(({ fields }) => fields)]);
  for (const [name, told] of Object.entries(described)) {
    const kept = Object.entries(isRow(told) ? told : {}).filter(([key]) => !left.has(key));
    described[name] = Object.fromEntries(kept);
  }
  return { views: Object.fromEntries(views), models: { [call.model.name]: { fields: described } } };
}
