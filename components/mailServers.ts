import { RunError } from "@pulumi/pulumi/errors.js";
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import { serverProblems } from "#config/rules/mailServerRules.ts";
import { type MailSystem, type ServerKind, systemsNeeded } from "#config/rules/mailSystems.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import type { KeptServers, KeptSettings } from "#config/rules/serverSettings.ts";
import type { ErpObjects } from "#provider/sdk.ts";

/** A mail server that is to use OAuth2, with the systems whose values the ERP must hold before. */
export interface MailServer {
  direction: ServerKind;
  id: number;
  needs: readonly MailSystem[];
  /** Changed settings that are accepted; absent where none are. */
  keep?: KeptSettings;
}

/**
 * The mail servers of the configuration. Decided before anything is declared, so that a slip there changes nothing.
 *
 * @param systems those that are configured for the tenant
 * @param keep what of them may stay as somebody has changed it
 * @throws RunError when a server is listed twice, belongs to a system that the tenant does not use, or is kept and not listed
 */
export function mailServers(
  objects: ErpObjects,
  systems: readonly MailSystem[],
  keep: KeptServers,
): MailServer[] {
  return (["incoming", "outgoing"] as const).flatMap((direction) => {
    const servers = objects[direction].map((server, index) => ({ ...server, index }));
    const [problem] = serverProblems(direction, servers, systems, keep);
    if (problem) {
      const { property, what, allowed, next } = problem;
      throw new RunError(`${property}: ${what}. Allowed: ${allowed}. Fix: ${nextStepText(next, getStack())}`);
    }
    return servers.map(({ id, host }) => {
      const kept = keep[direction][id];
      return {
        direction,
        id,
        needs: systemsNeeded(host, systems) ?? [],
        ...(kept ? { keep: kept } : {}),
      };
    });
  });
}
