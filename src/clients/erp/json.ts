import { type Ask, exchange, type HttpOptions, notTheApi } from "./http.ts";

export interface JsonAsk extends Omit<Ask, "type" | "body"> {
  body?: unknown;
}

/** Sends one request and returns parsed JSON of any status. @throws ErpError for everything that is not JSON */
export async function exchangeJson(
  http: HttpOptions,
  { body, ...ask }: JsonAsk,
): Promise<{ status: number; json: unknown }> {
  const request: Ask = {
    ...ask,
    type: "application/json",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const answer = await exchange(http, request);
  try {
    return { status: answer.status, json: JSON.parse(answer.text) };
  } catch {
    throw notTheApi(http, request, answer);
  }
}
