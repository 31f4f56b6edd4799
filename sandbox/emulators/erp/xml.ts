import { XMLParser, XMLValidator } from "fast-xml-parser";
import { ErpError } from "./errors.ts";
import { isFrozen, isRow, type Row, type Value } from "./values.ts";

const lists = new Set(["param", "value", "member"]);

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => lists.has(name),
});

const broken = (message: string) => new ErpError("xml.parsers.expat.ExpatError", message);

/** What a client asks for. */
export interface MethodCall {
  method: string;
  params: Value[];
}

/** Reads a `methodCall`. @throws ErpError when it is no XML, as Python's parser says it */
export function readCall(text: string): MethodCall {
  if (text.trim() === "") throw broken("no element found: line 1, column 0");
  if (!text.trimStart().startsWith("<")) throw broken("not well-formed (invalid token): line 1, column 0");
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw malformed(text, valid.err);
  const root = member(parser.parse(text), "methodCall");
  const params = member(root, "params");
  return {
    method: textOf(member(root, "methodName")).trim(),
    params: items(params, "param").map((param) => value(items(param, "value")[0])),
  };
}

/** Python's parser points at the beginning of the tag that never ends, or else at the tag that doesn't match. */
function malformed(text: string, found: { line: number; col: number }): ErpError {
  const last = text.lastIndexOf("<");
  if (text.indexOf(">", last) >= 0) return broken(`mismatched tag: line ${found.line}, column ${found.col}`);
  const before = text.slice(0, last).split("\n");
  return broken(`unclosed token: line ${before.length}, column ${before.at(-1)?.length ?? 0}`);
}

function member(node: unknown, name: string): unknown {
  return isRow(node) ? node[name] : undefined;
}

function items(node: unknown, name: string): unknown[] {
  const found = member(node, name);
  return Array.isArray(found) ? found : [];
}

/** The text of an element, which the parser gives bare or, beside other things, as "#text". */
function textOf(node: unknown): string {
  if (typeof node === "string") return node;
  const text = member(node, "#text");
  return typeof text === "string" ? text : "";
}

/** A `value` element: typed by the element within, a text where there is none. */
function value(node: unknown): Value {
  if (!isRow(node)) return textOf(node);
  const type = Object.keys(node).find((name) => name !== "#text");
  if (type === undefined) return textOf(node);
  const inner = node[type];
  switch (type) {
    case "int":
    case "i4":
    case "i8":
    case "double":
      return Number(textOf(inner));
    case "boolean":
      return textOf(inner).trim() === "1";
    case "nil":
      return null;
    case "array":
      return items(member(inner, "data"), "value").map(value);
    case "struct":
      return struct(inner);
    default:
      return textOf(inner);
  }
}

function struct(node: unknown): Row {
  const entries = items(node, "member").map((one): [string, Value] => [
    textOf(member(one, "name")),
    value(items(one, "value")[0]),
  ]);
  return Object.fromEntries(entries);
}

const escapeText = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const unmarshallable = (what: string) => new ErpError("builtins.TypeError", `cannot marshal ${what}`);

/** Writes a value as Python's marshaller does. @throws ErpError TypeError for what XML-RPC has no word for */
export function marshal(given: Value): string {
  if (given === null) throw unmarshallable("None unless allow_none is enabled");
  if (typeof given === "boolean") return `<value><boolean>${given ? 1 : 0}</boolean></value>\n`;
  if (typeof given === "string") return `<value><string>${escapeText(given)}</string></value>\n`;
  if (typeof given === "number") {
    const tag = Number.isInteger(given) ? "int" : "double";
    return `<value><${tag}>${given}</${tag}></value>\n`;
  }
  if (Array.isArray(given))
    return `<value><array><data>\n${given.map(marshal).join("")}</data></array></value>\n`;
  if (isFrozen(given)) throw unmarshallable("<class 'odoo.tools.misc.frozendict'> objects");
  const members = Object.entries(given).map(
    ([name, item]) => `<member>\n<name>${escapeText(name)}</name>\n${marshal(item)}</member>\n`,
  );
  return `<value><struct>\n${members.join("")}</struct></value>\n`;
}
