import { parseDocument } from "yaml";
import type { Cause } from "#config/cause.ts";
import type { Tenant } from "./inventory/inventory.ts";

/**
 * Why a tenant's configuration file cannot be read at all; undefined where it can. Without a stack the CLI does not get as far as the file,
 * and it has to be mended before there can be one. Never says what stands there: it may be a password.
 */
export function fileDamage({ text, damage }: Pick<Tenant, "text" | "damage">): Cause | undefined {
  if (damage !== undefined) return { kind: "error", message: damage };
  const [error] = parseDocument(text, { schema: "failsafe", prettyErrors: false }).errors;
  if (!error) return undefined;
  const line = text.slice(0, error.pos[0]).split(/\r\n|\r|\n/).length;
  return { kind: "configuration-unreadable", message: `line ${line} cannot be understood` };
}
