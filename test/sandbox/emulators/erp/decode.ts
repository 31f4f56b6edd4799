import { XMLParser } from "fast-xml-parser";

const parser = new XMLParser({
  preserveOrder: true,
  trimValues: false,
  parseTagValue: false,
  ignoreDeclaration: true,
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

/** A `methodResponse` as `{ result }` or `{ fault }`. The recordings leave out the frames of tracebacks. */
function methodResponse(text: string): unknown {
  const root = childrenOf(named(parser.parse(text.replaceAll("  [frames cut]\n", "")), "methodResponse")[0]);
  const [fault] = named(root, "fault");
  if (fault) return { fault: value(named(childrenOf(fault), "value")[0]) };
  const [param] = named(childrenOf(named(root, "params")[0]), "param");
  return { result: value(named(childrenOf(param), "value")[0]) };
}

/** The body of an answer as plain data, whichever protocol it came by; pages stay text. */
export function decode(text: string): unknown {
  if (text.startsWith("<?xml")) return methodResponse(text);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
