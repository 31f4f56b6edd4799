import { Document, isScalar, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";

/** A value with words for people: before it, or after it on the same line. */
class Explained {
  readonly value: unknown;
  readonly before: string | undefined;
  readonly after: string | undefined;

  constructor(value: unknown, before: string | undefined, after: string | undefined) {
    this.value = value;
    this.before = before;
    this.after = after;
  }
}

/** A value with a comment in the lines before it. */
export const explained = (comment: string, value: unknown): unknown =>
  new Explained(value, comment, undefined);

/** A text with a comment behind it. */
export const noted = (value: string, comment: string): unknown => new Explained(value, undefined, comment);

/** A YAML file. The same content gives the same text, whatever was written before. @param head comment at its top */
export function yamlFile(head: string, ...contents: readonly unknown[]): string {
  const [first = "", ...others] = contents.map((content) => {
    const document = new Document(null, { version: "1.2" });
    document.contents = node(content) as never;
    return document.toString({ lineWidth: 0, flowCollectionPadding: true });
  });
  return [`${comment(head, "#")}\n\n${first}`, ...others].join("---\n");
}

function node(value: unknown): Node {
  if (value instanceof Explained) {
    const inner = node(value.value);
    if (value.before) inner.commentBefore = comment(value.before);
    if (value.after) inner.comment = comment(value.after);
    return inner;
  }
  if (Array.isArray(value)) return list(value);
  if (typeof value === "object" && value !== null) return map(value);
  const scalar = new Scalar(value);
  if (typeof value === "string" && value.includes("\n")) scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}

function list(values: readonly unknown[]): Node {
  const seq = new YAMLSeq();
  seq.items = values.map(node);
  return short(seq);
}

function map(value: object): Node {
  const result = new YAMLMap();
  result.items = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => {
      const key = new Scalar(name);
      const content = node(inner);
      // Before a key is where people look for it.
      if (inner instanceof Explained && inner.before) {
        key.commentBefore = content.commentBefore ?? null;
        content.commentBefore = null;
      }
      return new Pair(key, content);
    });
  return result;
}

/** A list of a few words stands on one line. */
function short(seq: YAMLSeq): YAMLSeq {
  seq.flow = seq.items.every(
    (item) => isScalar(item) && !item.comment && !item.commentBefore && String(item.value).length < 20,
  );
  return seq;
}

const comment = (text: string, sign = ""): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? sign : `${sign} ${line}`))
    .join("\n");
