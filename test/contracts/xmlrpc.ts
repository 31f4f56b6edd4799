import { XMLParser } from "fast-xml-parser";

const parser = new XMLParser({
  preserveOrder: true,
  trimValues: false,
  parseTagValue: false,
  ignoreDeclaration: true,
  htmlEntities: true,
});

/** An element as the parser gives it in document order: one key for its name, its children as the value. */
type Element = Record<string, unknown>;

const nameOf = (element: Element) => Object.keys(element).find((key) => key !== ":@") ?? "";
const childrenOf = (element: Element | undefined): Element[] => {
  const inner = element?.[nameOf(element)];
  return Array.isArray(inner) ? inner : [];
};
const named = (elements: Element[], name: string) => elements.filter((element) => nameOf(element) === name);
const textOf = (elements: Element[]) => elements.map((element) => String(element["#text"] ?? "")).join("");

function value(element: Element | undefined): unknown {
  const children = childrenOf(element);
  const typed = children.find((child) => nameOf(child) !== "#text");
  if (!typed) return textOf(children);
  const inner = childrenOf(typed);
  switch (nameOf(typed)) {
    case "int":
      return Number(textOf(inner));
    case "boolean":
      return textOf(inner) === "1";
    case "array":
      return named(childrenOf(named(inner, "data")[0]), "value").map(value);
    case "struct":
      return Object.fromEntries(
        named(inner, "member").map((one) => {
          const parts = childrenOf(one);
          return [textOf(childrenOf(named(parts, "name")[0])), value(named(parts, "value")[0])];
        }),
      );
    default:
      return textOf(inner);
  }
}

const paramsOf = (root: Element[]): unknown[] =>
  named(childrenOf(named(root, "params")[0]), "param").map((param) =>
    value(named(childrenOf(param), "value")[0]),
  );

/** A `methodCall` as plain data. */
export function readMethodCall(text: string): { method: string; params: unknown[] } {
  const root = childrenOf(named(parser.parse(text), "methodCall")[0]);
  return { method: textOf(childrenOf(named(root, "methodName")[0])), params: paramsOf(root) };
}

/** A `methodResponse` as `{ result }` or `{ fault }`. */
export function readMethodResponse(text: string): { result?: unknown; fault?: unknown } {
  const root = childrenOf(named(parser.parse(text), "methodResponse")[0]);
  const [fault] = named(root, "fault");
  if (fault) return { fault: value(named(childrenOf(fault), "value")[0]) };
  return { result: paramsOf(root)[0] };
}

/** The body of an answer as plain data, whichever protocol it came by; pages stay text. */
export function decode(text: string): unknown {
  // The recordings leave out the frames of tracebacks.
  if (text.startsWith("<?xml")) return readMethodResponse(text.replaceAll("  [frames cut]\n", ""));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const escapeText = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A value as Python's marshaller writes it. Independent of the emulator's, which is held to it. */
function write(given: unknown): string {
  if (typeof given === "boolean") return `<value><boolean>${given ? 1 : 0}</boolean></value>\n`;
  if (typeof given === "number") return `<value><int>${given}</int></value>\n`;
  if (typeof given === "string") return `<value><string>${escapeText(given)}</string></value>\n`;
  if (Array.isArray(given))
    return `<value><array><data>\n${given.map(write).join("")}</data></array></value>\n`;
  const members = Object.entries(given as object).map(
    ([name, item]) => `<member>\n<name>${escapeText(name)}</name>\n${write(item)}</member>\n`,
  );
  return `<value><struct>\n${members.join("")}</struct></value>\n`;
}

const writeParams = (params: readonly unknown[]): string =>
  `<params>\n${params.map((param) => `<param>\n${write(param)}</param>\n`).join("")}</params>\n`;

export const writeMethodCall = (method: string, params: readonly unknown[]): string =>
  `<?xml version='1.0'?>\n<methodCall>\n<methodName>${method}</methodName>\n${writeParams(params)}</methodCall>\n`;

/** As version 14 writes it, or 19, which has other quotation marks and one empty line more. */
export function writeMethodResponse(version: 14 | 19, answer: { result?: unknown; fault?: unknown }): string {
  const inner =
    "fault" in answer ? `<fault>\n${write(answer.fault)}</fault>\n` : writeParams([answer.result]);
  return version === 14
    ? `<?xml version='1.0'?>\n<methodResponse>\n${inner}</methodResponse>\n`
    : `<?xml version="1.0"?>\n<methodResponse>\n${inner}\n</methodResponse>\n`;
}
