import type { Values } from "#provider/plugin.ts";
import type { Definition } from "../bridge/resource.ts";
import { text } from "../bridge/schema.ts";
import { isOneOf } from "../bridge/validate.ts";

export const DELETION_POLICY = text("optional+computed", { check: isOneOf("DELETE", "ABANDON", "PREVENT") });

/** A deletion as far as the resource's policy allows it. */
export const byPolicy =
  (remove: (id: string, state: Values) => Promise<unknown>): Definition["delete"] =>
  async (id, state) => {
    if (state["deletionPolicy"] === "PREVENT")
      throw new Error(
        `cannot destroy ${id} without setting deletion_policy to "DELETE" and running \`pulumi up\``,
      );
    if (state["deletionPolicy"] !== "ABANDON") await remove(id, state);
  };
