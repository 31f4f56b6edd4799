import type { Command } from "commander";
import { ONE_TENANT } from "#fleet/pool/child.ts";
import { isGlob } from "#stack/inventory/selection.ts";
import { answer, type CommandAnswer, type Desk, pathOf } from "../answer.ts";
import { addFleetOptions, type FleetOptions, typedOptions } from "./options.ts";

/** How a command for one tenant is told of many. */
export interface ForMany<Options> {
  /** What it prints for people is not shown for each of many: the summary says it all. */
  quiet?: boolean;
  /** Does it for many in another way than by a process for each; undefined where these options need that. */
  inOne?: (options: Options) => ((tenants: readonly string[]) => Promise<undefined>) | undefined;
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
  action: (tenant: string, options: Options, desk: Desk) => Promise<CommandAnswer>,
  { quiet = false, refuse, inOne }: ForMany<Options> = {},
): Command {
  const typed = typedOptions(command);
  const many = addFleetOptions(command);
  return command
    .argument("[tenants...]", "the tenant's stack, e.g. acme; or many: names, and globs such as 'eu-*'")
    .action(async (tenants: string[], options: Options & FleetOptions) => {
      const [only] = tenants;
      const given = [...many].some((name) => command.getOptionValueSource(name) === "cli");
      const plain = tenants.length === 1 && !isGlob(only ?? "") && !given;
      if (only !== undefined && (plain || process.env[ONE_TENANT]))
        return await answer(command, only, (desk) => action(only, options, desk));
      const wrong = refuse?.(options);
      if (wrong) command.error(`error: ${wrong}`, { exitCode: 2 });
      const together = inOne?.(options);
      await answer(command, undefined, async () => {
        if (together) return await together(tenants);
        const { runFleet } = await import("./runFleet.ts");
        return await runFleet(tenants, { path: pathOf(command), options: typed, quiet }, options);
      });
    });
}
