import type { Command } from "commander";
import { ONE_TENANT } from "#fleet/pool/child.ts";
import type { TenantResult } from "#fleet/results/result.ts";
import { isGlob } from "#stack/inventory/selection.ts";
import { addFleetOptions, type FleetOptions, typedOptions } from "./options.ts";

/** How a command for one tenant is told of many. */
export interface ForMany<Options> {
  /** What its JSON tells of a tenant, beyond the exit code. Without it, its text is shown as it is. */
  read?: (printed: unknown) => Partial<TenantResult>;
  /** Its text is of interest only where it failed. */
  quiet?: boolean;
  /** Does it for many in another way than by a process for each; undefined where these options need that. */
  inOne?: (options: Options) => ((tenants: readonly string[]) => Promise<void>) | undefined;
  /** Why these options are for one tenant only; undefined when they are not. */
  refuse?: (options: Options) => string | undefined;
}

/**
 * Lets a command for one tenant run for many as well: each in a process of its own, as if it had been typed for that tenant alone. With
 * one plain name and no option for many it stays the command that it was.
 *
 * @param action what it does for one tenant
 */
export function forTenants<Options>(
  command: Command,
  action: (tenant: string, options: Options, command: Command) => Promise<void>,
  { read, quiet = false, refuse, inOne }: ForMany<Options> = {},
): Command {
  const typed = typedOptions(command);
  const hasJson = command.options.some(({ long }) => long === "--json");
  const many = addFleetOptions(command);
  return command
    .argument("[tenants...]", "the tenant's stack, e.g. acme; or many: names, and globs such as 'eu-*'")
    .action(async (tenants: string[], options: Options & FleetOptions) => {
      const [only] = tenants;
      const given = [...many].some((name) => command.getOptionValueSource(name) === "cli");
      const plain = tenants.length === 1 && !isGlob(only ?? "") && !given;
      if (only !== undefined && (plain || process.env[ONE_TENANT]))
        return await action(only, options, command);
      const wrong = refuse?.(options);
      if (wrong) command.error(`error: ${wrong}`, { exitCode: 2 });
      const together = inOne?.(options);
      if (together) return await together(tenants);
      const verb = { path: pathOf(command), options: typed, read, hasJson, quiet };
      const { runFleet } = await import("./runFleet.ts");
      await runFleet(tenants, verb, options);
    });
}

/** The words that call a command, without the program's own name. */
const pathOf = (command: Command): string[] =>
  command.parent ? [...pathOf(command.parent), command.name()] : [];
