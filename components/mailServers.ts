import { RunError } from "@pulumi/pulumi/errors.js";
import { getStack } from "@pulumi/pulumi/runtime/settings.js";
import { type MailSystem, systemsNeeded } from "#config/rules/mailSystems.ts";
import { configRm, type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import type { ErpObjects, FoundServer } from "#provider/sdk.ts";

export type Direction = "incoming" | "outgoing";

/** A mail server that is to use OAuth2, with the systems whose values the ERP must hold before. */
export interface MailServer {
  direction: Direction;
  id: number;
  needs: readonly MailSystem[];
}

/**
 * The mail servers of the configuration. Decided before anything is declared, so that a slip there changes nothing.
 *
 * @param systems those that are configured for the tenant
 * @throws RunError when a server is listed twice, or belongs to a system that the tenant does not use
 */
export function mailServers(objects: ErpObjects, systems: readonly MailSystem[]): MailServer[] {
  return (["incoming", "outgoing"] as const).flatMap((direction) =>
    objects[direction].map((server, index) => {
      const earlier = objects[direction].findIndex(({ id }) => id === server.id);
      if (earlier < index) throw listedTwice(direction, index, server);
      const needs = systemsNeeded(server.host, systems);
      if (!needs) throw notConfigured(direction, index, server, systems);
      return { direction, id: server.id, needs };
    }),
  );
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
