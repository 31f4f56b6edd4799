/** What the authorisation endpoint packs into the `authError` parameter of its error page. */
export interface AuthError {
  code: string;
  message: string;
  docUrl?: string;
  status: number;
  params: Record<string, string>;
}

/** The `authError` parameter: base64url of a small protobuf message (fields 1, 2, 3 text; 4 number; 5 key/value). */
export function encodeAuthError(error: AuthError): string {
  const message = [
    ...text(1, error.code),
    ...text(2, error.message),
    ...(error.docUrl ? text(3, error.docUrl) : []),
    ...varint(4 << 3),
    ...varint(error.status),
    ...Object.entries(error.params).flatMap(([key, value]) => bytes(5, [...text(1, key), ...text(2, value)])),
  ];
  return Buffer.from(message).toString("base64url");
}

function text(field: number, value: string): number[] {
  return bytes(field, [...Buffer.from(value, "utf8")]);
}

function bytes(field: number, value: number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(value.length), ...value];
}

function varint(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low | 128, ...varint(Math.floor(value / 128))];
}
