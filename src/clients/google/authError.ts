/** What Google packs into the `authError` parameter of its authorisation error page. */
export interface AuthError {
  code: string;
  message: string;
  /** HTTP-like status, 0 when absent. */
  status: number;
  params: Record<string, string>;
}

interface Field {
  number: number;
  value: number | Uint8Array;
}

/**
 * Decodes `authError`: base64url of a protobuf message with 1 = code, 2 = message, 3 = documentation, 4 = status,
 * 5 = repeated key and value. The layout is undocumented, hence undefined for whatever doesn't fit.
 */
export function decodeAuthError(text: string): AuthError | undefined {
  const fields = fieldsOf(Buffer.from(text, "base64url"));
  const code = textOf(fields, 1);
  if (!fields || !code || !/^[a-z][a-z_]*$/.test(code)) return undefined;
  const status = fields.find((field) => field.number === 4)?.value;
  const params = fields.flatMap(({ number, value }) => {
    if (number !== 5 || typeof value === "number") return [];
    const pair = fieldsOf(value);
    return [[textOf(pair, 1) ?? "", textOf(pair, 2) ?? ""]];
  });
  return {
    code,
    message: textOf(fields, 2) ?? "",
    status: typeof status === "number" ? status : 0,
    params: Object.fromEntries(params),
  };
}

function textOf(fields: Field[] | undefined, number: number): string | undefined {
  const value = fields?.find((field) => field.number === number)?.value;
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : undefined;
}

/** The fields of a protobuf message; undefined when the bytes aren't one. */
function fieldsOf(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;

  function varint(): number | undefined {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return undefined;
  }

  while (at < bytes.length) {
    const tag = varint();
    const amount = tag === undefined ? undefined : varint();
    if (tag === undefined || amount === undefined) return undefined;
    const number = Math.floor(tag / 8);
    if (tag % 8 === 0) {
      fields.push({ number, value: amount });
    } else if (tag % 8 === 2 && at + amount <= bytes.length) {
      fields.push({ number, value: bytes.subarray(at, at + amount) });
      at += amount;
    } else {
      return undefined;
    }
  }
  return fields;
}
