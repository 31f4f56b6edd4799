import { badRequest, unsupportedQuery } from "./errors.ts";

type Variables = Readonly<Record<string, unknown>>;
type Test = (entity: unknown, variables: Variables) => boolean;
type Read = (entity: unknown, variables: Variables) => unknown;

export interface Filter {
  matches: (entity: unknown) => boolean;
  /** Real Graph answers such a filter only with "ConsistencyLevel: eventual" and $count=true. */
  advanced: boolean;
}

const tokenPattern = /^(?:'(?:[^']|'')*'|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|[(),:]|[^\s(),:']+)/;

const advancedOperators = new Set(["ne", "not", "endswith", "ge", "le", "gt", "lt"]);

/**
 * Understands the part of OData's filter language that Graph allows on directory objects.
 * @param filterable names of the properties that may be filtered on
 * @throws GraphError as Graph does, for bad syntax and for properties that cannot be filtered
 */
export function parseFilter(text: string, filterable: ReadonlySet<string>): Filter {
  const tokens = tokenize(text);
  let position = 0;
  let advanced = false;

  const invalid = (): Error => badRequest("Invalid filter clause");
  const peek = (): string | undefined => tokens[position]?.toLowerCase();
  const next = (): string => {
    const token = tokens[position++];
    if (token === undefined) throw invalid();
    if (advancedOperators.has(token.toLowerCase())) advanced = true;
    return token;
  };
  const expect = (wanted: string): void => {
    if (next().toLowerCase() !== wanted) throw invalid();
  };
  const accept = (wanted: string): boolean => {
    if (peek() !== wanted) return false;
    next();
    return true;
  };

  const any = (variables: readonly string[]): Test => {
    const tests = [all(variables)];
    while (accept("or")) tests.push(all(variables));
    return (entity, values) => tests.some((test) => test(entity, values));
  };
  const all = (variables: readonly string[]): Test => {
    const tests = [single(variables)];
    while (accept("and")) tests.push(single(variables));
    return (entity, values) => tests.every((test) => test(entity, values));
  };
  const single = (variables: readonly string[]): Test => {
    if (accept("not")) {
      const test = single(variables);
      return (entity, values) => !test(entity, values);
    }
    if (accept("(")) {
      const test = any(variables);
      expect(")");
      return test;
    }
    const word = next();
    if (peek() === "(") return call(word, variables);
    return comparison(path(word, variables));
  };

  const call = (word: string, variables: readonly string[]): Test => {
    expect("(");
    const name = word.toLowerCase();
    if (name === "startswith" || name === "endswith") {
      const read = path(next(), variables);
      expect(",");
      const wanted = String(literal(next())).toLowerCase();
      expect(")");
      return (entity, values) => {
        const value = String(read(entity, values) ?? "").toLowerCase();
        return name === "startswith" ? value.startsWith(wanted) : value.endsWith(wanted);
      };
    }
    if (!name.endsWith("/any")) throw invalid();
    const read = path(word.slice(0, -"/any".length), variables);
    const variable = next();
    expect(":");
    const test = any([...variables, variable]);
    expect(")");
    return (entity, values) => {
      const items = read(entity, values);
      return Array.isArray(items) && items.some((item) => test(entity, { ...values, [variable]: item }));
    };
  };

  const comparison = (read: Read): Test => {
    const operator = next().toLowerCase();
    if (operator === "in") {
      expect("(");
      const wanted = [literal(next())];
      while (accept(",")) wanted.push(literal(next()));
      expect(")");
      return (entity, values) => wanted.some((value) => same(read(entity, values), value));
    }
    const wanted = literal(next());
    const compare = comparators[operator];
    if (!compare) throw invalid();
    return (entity, values) => compare(read(entity, values), wanted);
  };

  const path = (word: string, variables: readonly string[]): Read => {
    const [root = "", ...rest] = word.split("/");
    if (variables.includes(root)) return (_entity, values) => rest.reduce(property, values[root]);
    if (!filterable.has(root)) {
      throw unsupportedQuery(`Unsupported or invalid query filter clause specified for property '${root}'.`);
    }
    return (entity) => [root, ...rest].reduce(property, entity);
  };

  const test = any([]);
  if (position < tokens.length) throw invalid();
  return { matches: (entity) => test(entity, {}), advanced };
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  for (let rest = text.trim(); rest !== ""; rest = rest.trimStart()) {
    const token = tokenPattern.exec(rest)?.[0];
    if (token === undefined) throw badRequest("Invalid filter clause");
    tokens.push(token);
    rest = rest.slice(token.length);
  }
  return tokens;
}

function literal(token: string): string | boolean | number | null {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === "null") return null;
  if (token === "true" || token === "false") return token === "true";
  if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
  return token;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

// The directory's indexes do not distinguish case.
function same(left: unknown, right: unknown): boolean {
  if (typeof left === "string" && typeof right === "string")
    return left.toLowerCase() === right.toLowerCase();
  return (left ?? null) === right;
}

function order(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return Date.parse(String(left)) - Date.parse(String(right));
}

const comparators: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  eq: same,
  ne: (left, right) => !same(left, right),
  ge: (left, right) => order(left, right) >= 0,
  gt: (left, right) => order(left, right) > 0,
  le: (left, right) => order(left, right) <= 0,
  lt: (left, right) => order(left, right) < 0,
};
