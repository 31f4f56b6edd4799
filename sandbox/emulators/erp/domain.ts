import { valueError } from "./errors.ts";
import type { Flavour } from "./options.ts";
import { pyRepr, type Row, truthy, type Value } from "./values.ts";

/** What a domain's leaf compares with: the stored value, or for a relation also the name shown. */
export interface Subject {
  value: (field: string) => Value;
  shown: (field: string) => string | undefined;
}

/** The model that a domain is about. */
export interface Searched {
  flavour: Flavour;
  model: string;
  hasField: (field: string) => boolean;
}

type Test = (subject: Subject) => boolean;

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

const comparisons = new Map<string, (left: Value, right: Value, shown: string) => boolean>([
  ["=", (left, right) => same(left, right)],
  ["!=", (left, right) => !same(left, right)],
  ["in", (left, right) => list(right).some((item) => same(left, item))],
  ["not in", (left, right) => !list(right).some((item) => same(left, item))],
  ["like", (_, right, shown) => shown.includes(String(right))],
  ["ilike", (_, right, shown) => contains(shown, String(right))],
  ["not ilike", (_, right, shown) => !contains(shown, String(right))],
  ["=ilike", (_, right, shown) => shown.toLowerCase() === String(right).toLowerCase()],
  [">", (left, right) => order(left, right) > 0],
  ["<", (left, right) => order(left, right) < 0],
  [">=", (left, right) => order(left, right) >= 0],
  ["<=", (left, right) => order(left, right) <= 0],
]);

function list(value: Value): Value[] {
  return Array.isArray(value) ? value : [value];
}

/** Never written, `false` and empty are one to a search; a list holds a value when it contains it. */
function same(left: Value, right: Value): boolean {
  if (Array.isArray(left)) {
    return right === false
      ? left.length === 0
      : left.some((item) => list(right).some((other) => item === other));
  }
  if (!truthy(left) && !truthy(right)) return typeof right !== "number" || left === right;
  return left === right;
}

/** Compares as the database does; what has no value compares with nothing. */
function order(left: Value, right: Value): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  return Number.NaN;
}

/**
 * Turns a domain (prefix notation, conditions joined by "and" unless said otherwise) into a test.
 * @throws ErpError ValueError for an unknown operator or a malformed domain
 */
export function compile(searched: Searched, domain: Value | undefined): Test {
  const tokens = Array.isArray(domain) ? [...domain] : [];
  if (domain !== undefined && domain !== null && domain !== false && !Array.isArray(domain)) {
    throw valueError(`Invalid domain term ${pyRepr(domain)}`);
  }
  const stack: Test[] = [];
  for (const token of tokens.reverse()) stack.push(combine(searched, token, stack));
  return (subject) => stack.every((test) => test(subject));
}

function combine(searched: Searched, token: Value, stack: Test[]): Test {
  const next = (): Test => {
    const test = stack.pop();
    if (!test) throw valueError("Domain() is missing an operand");
    return test;
  };
  if (token === "!") {
    const test = next();
    return (subject) => !test(subject);
  }
  if (token === "&" || token === "|") {
    const [first, second] = [next(), next()];
    return token === "&"
      ? (subject) => first(subject) && second(subject)
      : (subject) => first(subject) || second(subject);
  }
  if (!Array.isArray(token) || token.length !== 3) throw valueError(`Invalid domain term ${pyRepr(token)}`);
  return leaf(searched, token);
}

function leaf(searched: Searched, [field = null, operator = null, right = null]: Value[]): Test {
  const shownLeaf = `(${[field, operator, right].map(pyRepr).join(", ")})`;
  if (field === 1 || field === 0) return () => same(field, right);
  const compare = typeof operator === "string" ? comparisons.get(operator) : undefined;
  if (!compare || typeof field !== "string") throw valueError(`Invalid leaf ${shownLeaf}`);
  if (!searched.hasField(field)) {
    const word = searched.flavour === "odoo-14" ? "leaf" : "condition";
    throw valueError(`Invalid field ${searched.model}.${field} in ${word} ${shownLeaf}`);
  }
  return (subject) => {
    const left = subject.value(field);
    return compare(left, right, subject.shown(field) ?? (typeof left === "string" ? left : ""));
  };
}

/** The fields that a domain speaks of. */
export function fieldsOf(domain: Value | undefined): string[] {
  if (!Array.isArray(domain)) return [];
  return domain.flatMap((token) => (Array.isArray(token) && typeof token[0] === "string" ? [token[0]] : []));
}

/** Sorts rows by an order such as "sequence, name desc"; ids decide between equals. */
export function sorted<R extends { id: number; row: Row }>(rows: R[], orderBy: string): R[] {
  const keys = orderBy
    .split(",")
    .map((part) => part.trim().split(/\s+/))
    .map(([field = "id", way]) => ({ field, sign: way?.toLowerCase() === "desc" ? -1 : 1 }));
  return [...rows].sort((a, b) => {
    for (const { field, sign } of keys) {
      const by = field === "id" ? a.id - b.id : compareValues(a.row[field] ?? false, b.row[field] ?? false);
      if (by !== 0) return by * sign;
    }
    return a.id - b.id;
  });
}

function compareValues(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en");
}
