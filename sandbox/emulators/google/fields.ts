/** A parsed `fields` parameter: which properties to keep, and what to keep of each. */
interface Mask {
  [property: string]: Mask;
}

/**
 * Parses Google's field selector: `a,b/c,d(e,f)`.
 * @returns undefined when it isn't one.
 */
export function parseFields(text: string): Mask | undefined {
  const tokens = text.match(/[\w.*@-]+|[,/()]/g) ?? [];
  if (tokens.join("") !== text.replace(/\s/g, "")) return undefined;
  let at = 0;

  function list(): Mask | undefined {
    const mask: Mask = {};
    do {
      const name = tokens[at++];
      if (!name || /^[,/()]$/.test(name)) return undefined;
      const inner = rest();
      if (!inner) return undefined;
      mask[name] = { ...mask[name], ...inner };
    } while (tokens[at] === "," && at++ >= 0);
    return mask;
  }

  function rest(): Mask | undefined {
    if (tokens[at] === "/") {
      const name = tokens[++at];
      at++;
      if (!name || /^[,/()]$/.test(name)) return undefined;
      const inner = rest();
      return inner && { [name]: inner };
    }
    if (tokens[at] !== "(") return {};
    at++;
    const inner = list();
    return inner && tokens[at++] === ")" ? inner : undefined;
  }

  const mask = list();
  return at === tokens.length ? mask : undefined;
}

/** What is left of a response when only some fields are asked for. */
export function select(value: unknown, mask: Mask): unknown {
  if (Object.keys(mask).length === 0) return value;
  if (Array.isArray(value)) return value.map((item) => select(item, mask));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const innerMask = mask[key] ?? mask["*"];
    return innerMask ? [[key, select(inner, innerMask)]] : [];
  });
  return Object.fromEntries(kept);
}
