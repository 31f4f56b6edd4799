import { ApiError } from "./errors.ts";

/**
 * One page of a list under its name, in Google's way: `pageSize` and an opaque `pageToken`; no items, no name.
 * @throws ApiError 400
 */
export function pageOf(
  name: string,
  all: readonly object[],
  query: (name: string) => string | undefined,
  limits: { standard: number; most: number },
): Record<string, unknown> {
  const size = sizeOf(query("pageSize"), limits);
  const start = startOf(query("pageToken"), all.length);
  const end = start + size;
  const items = all.slice(start, end);
  return {
    ...(items.length > 0 && { [name]: items }),
    ...(end < all.length && { nextPageToken: Buffer.from(`at:${end}`).toString("base64url") }),
  };
}

function sizeOf(asked: string | undefined, limits: { standard: number; most: number }): number {
  if (asked === undefined) return limits.standard;
  const size = Number(asked);
  if (!Number.isInteger(size) || size < 0) {
    throw new ApiError(400, `Invalid value at 'page_size' (TYPE_INT32), "${asked}"`);
  }
  if (size > limits.most) {
    throw new ApiError(400, `Requested page size cannot exceed ${limits.most}.`);
  }
  return size === 0 ? limits.standard : size;
}

function startOf(token: string | undefined, length: number): number {
  if (!token) return 0;
  const match = /^at:(\d+)$/.exec(Buffer.from(token, "base64url").toString());
  const start = Number(match?.[1]);
  if (!match || start > length) throw new ApiError(400, "The page token is invalid.");
  return start;
}
