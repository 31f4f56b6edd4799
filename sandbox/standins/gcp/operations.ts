import { setTimeout as sleep } from "node:timers/promises";
import { type Json, record } from "../bridge/values.ts";
import type { Cloud } from "./cloud.ts";

export const POLL_MS = 50;

/** Waits for an operation to end. @throws what it failed with */
export async function finished(cloud: Cloud, base: string, operation: Json): Promise<void> {
  let current = operation;
  while (current["name"] && current["done"] !== true) {
    await sleep(POLL_MS);
    current = await cloud.compact("GET", base, String(current["name"]));
  }
  const error = record(current["error"]);
  if (error["message"])
    throw new Error(`Error code ${String(error["code"])}, message: ${String(error["message"])}`);
}
