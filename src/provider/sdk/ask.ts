import { RunError } from "@pulumi/pulumi/errors.js";
import { invoke } from "@pulumi/pulumi/runtime/invoke.js";
import type { Provider } from "./provider.ts";

/** Calls a function of the plugin. @throws RunError with what the plugin says, which the engine shows as it is */
export async function ask<T>(name: string, args: Record<string, unknown>, provider: Provider): Promise<T> {
  try {
    return await invoke(`modernauth:index:${name}`, args, { provider });
  } catch (error) {
    // Nobody who reads this wants to know which function of which plugin said it.
    throw new RunError(
      String((error as Error).message).replace(/^invocation of \S+ returned an error: /, ""),
    );
  }
}
