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
  /** Whether the form hides what is typed. */
  password: boolean;
}

/** A button of a form that calls a method of the record. */
export interface PlacedButton {
  method: string;
  label: string;
}

interface Place {
  page: string | undefined;
  groups: string[];
}

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
        here = { ...place, groups: [title, ...place.groups] };
      } else if (tag === "page") {
        walk(children, { page: title ?? attributes["name"] ?? "", groups: [] });
      } else {
        walk(children, tag === "group" && title ? { ...here, groups: [title, ...here.groups] } : here);
      }
    }
  }

  walk(parser.parse(arch), { page: undefined, groups: [] });
  return found.map((placed) => ({ ...placed, label: placed.label ?? labels.get(placed.field) }));
}

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
