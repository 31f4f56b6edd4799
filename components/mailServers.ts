import { RunError } from "@pulumi/pulumi/errors.js";
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import { type MailSystem, systemsNeeded } from "#config/rules/mailSystems.ts";
import { configRm, type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import type { KeptServers, KeptSettings } from "#config/rules/serverSettings.ts";
import type { ErpObjects, FoundServer } from "#provider/sdk.ts";

export type Direction = "incoming" | "outgoing";

/** A mail server that is to use OAuth2, with the systems whose values the ERP must hold before. */
export interface MailServer {
  direction: Direction;
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
    const stray = Object.keys(keep[direction]).find((id) =>
      objects[direction].every((server) => String(server.id) !== id),
    );
    if (stray) throw keptUnlisted(direction, stray, objects[direction]);
    return objects[direction].map((server, index) => {
      const earlier = objects[direction].findIndex(({ id }) => id === server.id);
      if (earlier < index) throw listedTwice(direction, index, server);
      const needs = systemsNeeded(server.host, systems);
      if (!needs) throw notConfigured(direction, index, server, systems);
      const kept = keep[direction][server.id];
      return { direction, id: server.id, needs, ...(kept ? { keep: kept } : {}) };
    });
  });
}

const place = (direction: Direction, index: number): string => `erp.${direction}Servers[${index}]`;

const listedTwice = (direction: Direction, index: number, { id, name }: FoundServer): RunError =>
  fixable(
    `${place(direction, index)}: the ${direction} mail server "${name}" (id ${id}) is listed twice, once by name and once by id. Allowed: each server once.`,
    configRm(place(direction, index)),
  );

const notConfigured = (
  direction: Direction,
  index: number,
  { name, host }: FoundServer,
  systems: readonly MailSystem[],
): RunError =>
  fixable(
    `${place(direction, index)}: the ${direction} mail server "${name}" is at ${host}, but only ${systems.join(" and ")} is configured. ` +
      `Allowed: servers of ${systems.join(" and ")}.`,
    configRm(place(direction, index), "or configure the other system as well"),
  );

const fixable = (what: string, next: NextStep): RunError =>
  new RunError(`${what} Fix: ${nextStepText(next, getStack())}`);

const keptUnlisted = (direction: Direction, id: string, listed: readonly FoundServer[]): RunError =>
  fixable(
    `erp.keep.${direction}.${id}: no ${direction} mail server of the id ${id} is listed in erp.${direction}Servers. ` +
      `Allowed: ${listed.map((server) => `${server.id} ("${server.name}")`).join(", ") || "none"}.`,
    configRm(`erp.keep.${direction}.${id}`),
  );
