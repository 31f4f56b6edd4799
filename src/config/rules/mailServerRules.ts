import type { ConfigProblem } from "../configError.ts";
import { type MailSystem, type ServerKind, systemsNeeded } from "./mailSystems.ts";
import { configRm } from "./nextStep.ts";
import type { KeptServers } from "./serverSettings.ts";

/** A mail server that the configuration lists and the ERP has. */
export interface ListedServer {
  /** Its place in the configuration. */
  index: number;
  id: number;
  name: string;
  host: string;
}

/**
 * Servers that are listed twice, belong to a system that the tenant does not use, or are kept and not listed.
 *
 * @param systems those that are configured
 */
export const serverProblems = (
  kind: ServerKind,
  servers: readonly ListedServer[],
  systems: readonly MailSystem[],
  keep: KeptServers,
): ConfigProblem[] => [
  ...servers.flatMap((server, place) => {
    const property = `erp.${kind}Servers[${server.index}]`;
    const who = `the ${kind} mail server "${server.name}"`;
    if (servers.findIndex(({ id }) => id === server.id) < place)
      return [
        {
          property,
          what: `${who} (id ${server.id}) is listed twice, once by name and once by id`,
          allowed: "each server once",
          next: configRm(property),
        },
      ];
    if (systemsNeeded(server.host, systems)) return [];
    return [
      {
        property,
        what: `${who} is at ${server.host}, but only ${systems.join(" and ")} is configured`,
        allowed: `servers of ${systems.join(" and ")}`,
        next: configRm(property, "or configure the other system as well"),
      },
    ];
  }),
  ...Object.keys(keep[kind])
    .filter((id) => servers.every((server) => String(server.id) !== id))
    .map((id) => ({
      property: `erp.keep.${kind}.${id}`,
      what: `no ${kind} mail server of the id ${id} is listed in erp.${kind}Servers`,
      allowed: servers.map((server) => `${server.id} ("${server.name}")`).join(", ") || "none",
      next: configRm(`erp.keep.${kind}.${id}`),
    })),
];
