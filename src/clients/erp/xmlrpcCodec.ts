import { XMLParser, XMLValidator } from "fast-xml-parser";
import { DEEPEST } from "../transport.ts";
import { isObject } from "./client.ts";

/** What a server says when a call failed. Its code is a text in the dialect of 7.0, a number in `/xmlrpc/2`. */
export interface Fault {
  code: string | number;
  text: string;
}

export type XmlRpcReply = { result: unknown } | { fault: Fault };

const REPEATED = new Set(["param", "value", "member"]);

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  maxNestedTags: DEEPEST,
  isArray: (name) => REPEATED.has(name),
});

/**
 * Writes a `methodCall`.
 * @throws TypeError for what XML-RPC has no word for: null, functions, control characters
 */
export function encodeCall(method: string, params: readonly unknown[]): string {
  const list = params.map((param) => `<param>\n${encode(param)}</param>\n`).join("");
  return `<?xml version='1.0'?>\n<methodCall>\n<methodName>${escapeText(method)}</methodName>\n<params>\n${list}</params>\n</methodCall>\n`;
}

/** Reads a `methodResponse`; undefined for anything else: another document, or one that breaks off. */
export function decodeReply(text: string): XmlRpcReply | undefined {
  // A document type has no place here, and is where entities that grow without end are declared. Nothing is parsed that begins otherwise.
  if (
    !/^\s*<(?:\?xml|methodResponse)/.test(text) ||
    text.includes("<!DOCTYPE") ||
    XMLValidator.validate(text) !== true
  )
    return undefined;
  const root = child(parser.parse(text), "methodResponse");
  const fault = child(root, "fault");
  if (fault !== undefined) return { fault: readFault(decode(items(fault, "value")[0])) };
  const [param] = items(child(root, "params"), "param");
  const [value] = items(param, "value");
  return value === undefined ? undefined : { result: decode(value) };
}

function readFault(value: unknown): Fault {
  const { faultCode, faultString } = isObject(value) ? value : {};
  return {
    code: typeof faultCode === "number" ? faultCode : String(faultCode ?? ""),
    text: typeof faultString === "string" ? faultString : "",
  };
}

function encode(value: unknown): string {
  if (typeof value === "boolean") return tagged("boolean", value ? "1" : "0");
  if (typeof value === "string") return tagged("string", escapeText(value));
  if (typeof value === "number" && Number.isFinite(value)) {
    return tagged(Number.isInteger(value) ? "int" : "double", String(value));
  }
  if (Array.isArray(value)) return tagged("array", `<data>\n${value.map(encode).join("")}</data>`);
  if (!isObject(value))
    throw new TypeError(`XML-RPC cannot carry ${value === null ? "null" : typeof value}.`);
  const members = Object.entries(value).map(
    ([name, item]) => `<member>\n<name>${escapeText(name)}</name>\n${encode(item)}</member>\n`,
  );
  return tagged("struct", `\n${members.join("")}`);
}

const tagged = (type: string, inner: string): string => `<value><${type}>${inner}</${type}></value>\n`;

function escapeText(text: string): string {
  // The value itself stays out of the message: it may be a secret.
  if (/[^\P{Cc}\t\n\r]|\p{NChar}/u.test(text) || !text.isWellFormed())
    throw new TypeError("XML-RPC cannot carry a text with control characters.");
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

/** A `value` element: typed by the element within, a text where there is none. */
function decode(node: unknown): unknown {
  if (!isObject(node)) return textOf(node);
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
      return items(child(inner, "data"), "value").map(decode);
    case "struct":
      return Object.fromEntries(
        items(inner, "member").map((one) => [textOf(child(one, "name")), decode(items(one, "value")[0])]),
      );
    default:
      return textOf(inner);
  }
}

function child(node: unknown, name: string): unknown {
  return isObject(node) ? node[name] : undefined;
}

function items(node: unknown, name: string): unknown[] {
  const found = child(node, name);
  return Array.isArray(found) ? found : [];
}

/** The text of an element, which the parser gives bare or, beside other things, as "#text". */
function textOf(node: unknown): string {
  if (typeof node === "string") return node;
  const text = child(node, "#text");
  return typeof text === "string" ? text : "";
}
