import { createHash } from "node:crypto";
import { XMLParser } from "fast-xml-parser";

/**
 * An answer without prose and code of others: pages, forms and help texts are reduced to what a client reads of them,
 * messages to their first sentence. What is left out of a text stands as a fingerprint, so that two answers are still as equal, or as different, as they
 * were. Contracts hold reduced answers; an emulator's answer is reduced before it is compared.
 */
export function reduced(answer: unknown, key = ""): unknown {
  if (typeof answer === "string") return reducedText(answer, key);
  if (Array.isArray(answer)) return answer.map((item) => reduced(item));
  if (typeof answer !== "object" || answer === null) return answer;
  const entries = Object.entries(answer);
  // The names of the fields that a view uses: a set, in another order each time.
  if (key === "models") return Object.fromEntries(entries.map(([name, list]) => [name, inOrder(list)]));
  return Object.fromEntries(entries.map(([name, value]) => [name, reduced(value, name)]));
}

const inOrder = (list: unknown) =>
  Array.isArray(list) && list.every((item) => typeof item === "string") ? list.toSorted() : reduced(list);

function reducedText(text: string, key: string): string {
  if (/^\s*<(!doctype )?html/i.test(text)) return reducedPage(text);
  if (key === "arch") return reducedForm(text);
  if (key === "help") return /^\[[0-9a-f]{8}\]$/.test(text) ? text : fingerprint(text);
  // A title in place of an error's class is followed by the message as a paragraph of its own.
  const [title = ""] = /^warning -- .*\n\n/.exec(text) ?? [];
  const [end = ""] = /\n*$/.exec(text) ?? [];
  const message = text.slice(title.length, text.length - end.length);
  const [first = "", rest] = message.split(/(?:\n\n|(?<=[.!?]) (?=\p{Lu}))([\s\S]*)/u);
  return rest === undefined ? text : `${title}${first.trimEnd()} ${fingerprint(rest)}${end}`;
}

const fingerprint = (text: string): string =>
  `[${createHash("sha256").update(text).digest("hex").slice(0, 8)}]`;

/** A page's title, and the one header that a page of Odoo's may name. */
function reducedPage(text: string): string {
  if (REDUCED_PAGE.test(text)) return text;
  const title = /<title>(.*?)<\/title>/.exec(text)?.[1] ?? "";
  const header = text.includes("X-Odoo-Database") ? " X-Odoo-Database" : "";
  return `<!doctype html><title>${title}</title>${fingerprint(text)}${header}\n`;
}

const REDUCED_PAGE = /^<!doctype html><title>[^<]*<\/title>\[[0-9a-f]{8}\][^<]*\n$/;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  processEntities: false,
});

const ELEMENTS = new Set(["form", "page", "group", "separator", "label", "field", "button", "list", "tree"]);

/** A form's elements that place a field, name a place, or call a method; all others are taken away from around them. */
function reducedForm(arch: string): string {
  return write(parser.parse(arch));
}

type Node = Record<string, unknown>;

function write(nodes: unknown): string {
  if (!Array.isArray(nodes)) return "";
  return nodes
    .map((node: Node) => {
      const tag = Object.keys(node).find((name) => name !== ":@") ?? "";
      const inner = write(node[tag]);
      if (!ELEMENTS.has(tag)) return inner;
      const attributes = (node[":@"] ?? {}) as Record<string, string>;
      const kept = ["string", "name", "password", "for", "type"].filter(
        (name) =>
          name in attributes &&
          !(name === "name" && tag === "page" && "string" in attributes) &&
          !(name === "type" && tag !== "button"),
      );
      const head = [tag, ...kept.map((name) => `${name}="${attributes[name]}"`)].join(" ");
      return inner ? `<${head}>${inner}</${tag}>` : `<${head}/>`;
    })
    .join("");
}
