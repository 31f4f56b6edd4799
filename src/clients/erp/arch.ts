import { XMLParser } from "fast-xml-parser";
import { DEEPEST } from "../transport.ts";
import { isObject } from "./client.ts";

/** Where a form shows a field. */
export interface PlacedField {
  field: string;
  /** Label that the form itself gives, over the one of the field. */
  label: string | undefined;
  /** Title of the notebook page; undefined outside a notebook. */
  page: string | undefined;
  /** Titles of the groups around the field, the nearest first. */
  groups: string[];
  /** Every page and titled group around the field, the nearest first. The same one is the same object; titles may repeat. */
  within: readonly Container[];
  /** Whether the form hides what is typed. */
  password: boolean;
}

/** A part of a form that a person sees as one. */
export interface Container {
  kind: "page" | "group";
  title: string;
}

/** A button of a form that calls a method of the record. */
export interface PlacedButton {
  method: string;
  label: string;
}

type Place = Pick<PlacedField, "page" | "groups" | "within">;

type Attributes = Readonly<Record<string, string>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseAttributeValue: false,
  parseTagValue: false,
  maxNestedTags: DEEPEST,
});

/** The fields of a form, from the XML that the ERP sends to its own web client. Lists inside of fields are other models'. */
export function placedFields(arch: string): PlacedField[] {
  const found: PlacedField[] = [];
  const labels = new Map<string, string>();

  function walk(nodes: unknown, place: Place): void {
    if (!Array.isArray(nodes)) return;
    // A separator is a title for what follows it, as older forms are made.
    let here = place;
    for (const node of nodes) {
      const { tag, attributes, children } = element(node);
      const title = attributes["string"];
      if (tag === "field") {
        const { name, password } = attributes;
        if (name) found.push({ field: name, label: title, ...here, password: isTrue(password) });
      } else if (tag === "label" && attributes["for"] && title) {
        labels.set(attributes["for"], title);
      } else if (tag === "separator" && title) {
        here = inGroup(place, title);
      } else if (tag === "page") {
        const page = title ?? attributes["name"] ?? "";
        walk(children, { page, groups: [], within: [{ kind: "page", title: page }, ...here.within] });
      } else {
        walk(children, tag === "group" && title ? inGroup(here, title) : here);
      }
    }
  }

  walk(parser.parse(arch), { page: undefined, groups: [], within: [] });
  return found.map((placed) => ({ ...placed, label: placed.label ?? labels.get(placed.field) }));
}

const inGroup = (place: Place, title: string): Place => ({
  ...place,
  groups: [title, ...place.groups],
  within: [{ kind: "group", title }, ...place.within],
});

/** The buttons of a form that call a method and say what it is for. */
export function placedButtons(arch: string): PlacedButton[] {
  const found: PlacedButton[] = [];
  function walk(nodes: unknown): void {
    if (!Array.isArray(nodes)) return;
    for (const node of nodes) {
      const { tag, attributes, children } = element(node);
      const { name, string: label, type } = attributes;
      if (tag === "button" && name && label && type === "object") found.push({ method: name, label });
      // Lists inside of fields are other models'.
      if (tag !== "field") walk(children);
    }
  }
  walk(parser.parse(arch));
  return found;
}

function element(node: unknown): { tag: string | undefined; attributes: Attributes; children: unknown } {
  if (!isObject(node)) return { tag: undefined, attributes: {}, children: [] };
  const tag = Object.keys(node).find((key) => key !== ":@");
  const attributes = isObject(node[":@"]) ? (node[":@"] as Attributes) : {};
  return { tag, attributes, children: tag === undefined ? [] : node[tag] };
}

/** Python's and JavaScript's way of writing it. */
function isTrue(value: string | undefined): boolean {
  return value === "1" || value?.toLowerCase() === "true";
}
