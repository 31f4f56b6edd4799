import type { ServerKind } from "#config/rules/mailSystems.ts";
import { nearest } from "#config/rules/nearMiss.ts";
import { changedSettings, type ServerSetting, type ServerSettings } from "#config/rules/serverSettings.ts";
import type { ErpClient } from "./client.ts";
import { nameAndId } from "./company.ts";
import { type FoundField, SERVER_MODELS } from "./discovery.ts";
import { ErpError, type ErpErrorDetails, isErpError } from "./errors.ts";
import { type DomainTerm, type ErpRow, readOne, refuseReadonly, searchRead, write } from "./records.ts";

/** A mail server that is set up in the ERP. */
export interface ErpServer {
  kind: ServerKind;
  id: number;
  name: string;
}

export interface MatchedErpServer extends ErpServer {
  /** DNS name that the ERP connects to; empty when none is set. */
  host: string;
}

const HOST_FIELD: Readonly<Record<ServerKind, string>> = { incoming: "server", outgoing: "smtp_host" };

/** The same names in every version from 14 to 19. */
const SETTING_FIELDS: Readonly<Record<ServerKind, { readonly [Name in ServerSetting]?: string }>> = {
  incoming: {
    host: HOST_FIELD.incoming,
    port: "port",
    encryption: "is_ssl",
    user: "user",
    active: "active",
    confirmed: "state",
  },
  outgoing: {
    host: HOST_FIELD.outgoing,
    port: "smtp_port",
    encryption: "smtp_encryption",
    user: "smtp_user",
    active: "active",
  },
};

/** The button that tries a sign-in: what it raises is about that. */
export const CONFIRM = "button_confirm_login";

/** Archived servers count too: whoever names one means it. */
const WITH_ARCHIVED = { active_test: false };

/**
 * Finds one mail server by exact name or by id; of several with that name the one in use.
 * @throws ErpError that lists the servers when there is none, or several
 */
export async function findServer(
  client: ErpClient,
  kind: ServerKind,
  nameOrId: string | number,
): Promise<MatchedErpServer> {
  const key = typeof nameOrId === "number" ? "id" : "name";
  const found = await list(client, kind, [[key, "=", nameOrId]]);
  const active = found.filter((row) => row["active"] === true);
  const [only, ...others] = active.length === 1 ? active : found;
  if (only && others.length === 0) {
    const host = only[HOST_FIELD[kind]];
    return { kind, id: only.id, name: String(only["name"]), host: typeof host === "string" ? host : "" };
  }
  const wanted = key === "id" ? `with the id ${nameOrId}` : `named "${nameOrId}"`;
  if (only) {
    const ids = found.map(({ id }) => id).join(", ");
    throw refusal(
      kind,
      "validation",
      `The ERP has ${found.length} ${kind} mail servers ${wanted}: ids ${ids}. Give the id (a number) instead of the name.`,
    );
  }
  const all = (await list(client, kind, [])).map(({ id, name }) => ({ id, name: String(name) }));
  const near = nearest(String(nameOrId), key === "id" ? [] : all, ({ name }) => name);
  throw refusal(
    kind,
    "missing-record",
    `The ERP has no ${kind} mail server ${wanted}. A name must be exact${near ? `: ${nameAndId(near.candidate)} ${near.miss}` : ""}. ` +
      `It has: ${all.map(nameAndId).join(", ") || "none"}.`,
    { instead: near && String(near.candidate.id) },
  );
}

/** Whether this server uses OAuth2. */
export async function readServerOAuth2(
  client: ErpClient,
  server: ErpServer,
  use: FoundField,
): Promise<boolean> {
  const row = await readOne(client, SERVER_MODELS[server.kind], server.id, [use.field]);
  return row[use.field] === true;
}

/** What it took to switch OAuth2 on or off. */
export type Switched =
  | "unchanged"
  | "changed"
  /** The server had to be taken back to "not confirmed": it fetches no mail until somebody has signed in. */
  | "confirmation-reset";

/**
 * Switches OAuth2 on or off for one server, and nothing else: a confirmed server stays confirmed and goes on working. Only where the
 * ERP refuses to change a confirmed one, its confirmation is reset first.
 * @throws ErpError when the ERP does not keep it
 */
export async function setServerOAuth2(
  client: ErpClient,
  server: ErpServer,
  use: FoundField,
  wanted: boolean,
): Promise<Switched> {
  if ((await readServerOAuth2(client, server, use)) === wanted) return "unchanged";
  refuseReadonly(SERVER_MODELS[server.kind], use);
  try {
    await flip(client, server, use, wanted);
    return "changed";
  } catch (error) {
    // A value that is dropped without a word has other causes, and mail must not stop for them.
    const refused = isErpError(error, "validation") && error.method === "write";
    if (!refused || server.kind === "outgoing" || !(await isConfirmed(client, server))) throw error;
  }
  await resetConfirmation(client, server);
  try {
    await flip(client, server, use, wanted);
  } catch (error) {
    // It was not the confirmation: the server is confirmed again, as far as it lets itself be.
    await client.call(SERVER_MODELS.incoming, CONFIRM, { ids: [server.id] }).catch(() => {});
    throw error;
  }
  return "confirmation-reset";
}

/** Whether an incoming server was confirmed by a sign-in that worked; only then it fetches mail. */
export async function isConfirmed(client: ErpClient, { id }: ErpServer): Promise<boolean> {
  return (await readOne(client, SERVER_MODELS.incoming, id, ["state"]))["state"] === "done";
}

/** Takes an incoming server back to "not confirmed": it fetches no mail until somebody has signed in. */
export async function resetConfirmation(client: ErpClient, server: ErpServer): Promise<void> {
  await client.call(SERVER_MODELS.incoming, "set_draft", { ids: [server.id] });
  if (!(await isConfirmed(client, server))) return;
  throw refusal(
    "incoming",
    "validation",
    `The ERP did not reset the confirmation of the incoming mail server "${server.name}" (id ${server.id}).`,
  );
}

async function flip(client: ErpClient, server: ErpServer, use: FoundField, wanted: boolean): Promise<void> {
  await write(client, SERVER_MODELS[server.kind], [server.id], { [use.field]: wanted });
  if ((await readServerOAuth2(client, server, use)) === wanted) return;
  throw refusal(
    server.kind,
    "validation",
    `The ERP accepted ${use.field} ("${use.label}") = ${wanted} for the ${server.kind} mail server "${server.name}" (id ${server.id}), but ` +
      "did not keep it. The ERP user may lack the right to write it, or something in the ERP sets it back.",
    { field: use.field },
  );
}

/** What a server is besides its switch. @throws ErpError "missing-record" */
export async function readServerSettings(
  client: ErpClient,
  { kind, id }: ErpServer,
): Promise<ServerSettings> {
  return settingsOf(
    kind,
    await readOne(client, SERVER_MODELS[kind], id, Object.values(SETTING_FIELDS[kind])),
  );
}

/**
 * Puts a server back to these settings, and reads back; what it has already is not written.
 * @throws ErpError when the ERP does not keep it, or does not confirm it again
 */
export async function restoreServerSettings(
  client: ErpClient,
  server: ErpServer,
  wanted: ServerSettings,
): Promise<ServerSettings> {
  const { kind, id } = server;
  const changed = changedSettings(wanted, await readServerSettings(client, server));
  const values = changed.flatMap((name) => {
    const field = SETTING_FIELDS[kind][name];
    return name === "confirmed" || !field ? [] : [[field, stored(kind, name, wanted[name])]];
  });
  if (values.length > 0) await write(client, SERVER_MODELS[kind], [id], Object.fromEntries(values));
  if (changed.includes("confirmed")) await confirmAgain(client, server);
  const now = await readServerSettings(client, server);
  const lost = changedSettings(wanted, now).map((name) => SETTING_FIELDS[kind][name] ?? name);
  if (lost.length === 0) return now;
  throw refusal(
    kind,
    "validation",
    `The ERP accepted ${lost.join(", ")} of the ${kind} mail server "${server.name}" (id ${id}), but did not keep it.`,
    { field: lost[0] },
  );
}

async function confirmAgain(client: ErpClient, { id, name }: ErpServer): Promise<void> {
  try {
    await client.call(SERVER_MODELS.incoming, CONFIRM, { ids: [id] });
  } catch (error) {
    if (!isErpError(error, "validation")) throw error;
    const message =
      `The incoming mail server "${name}" (id ${id}) lost its confirmation, so it fetches no mail, and the ERP could not confirm it ` +
      `again. ${error.message}`;
    throw new ErpError({ kind: "validation", message, model: SERVER_MODELS.incoming, method: CONFIRM });
  }
}

const settingsOf = (kind: ServerKind, row: ErpRow): ServerSettings =>
  Object.fromEntries(
    Object.entries(SETTING_FIELDS[kind]).map(([name, field]) => [
      name,
      understood(kind, name as ServerSetting, row[field]),
    ]),
  ) as unknown as ServerSettings;

/** As the ERP answers it: `false` is an empty text. */
function understood(kind: ServerKind, name: ServerSetting, value: unknown): string | number | boolean {
  switch (name) {
    case "port":
      return Number(value);
    case "active":
      return value === true;
    case "confirmed":
      return value === "done";
    case "encryption":
      return kind === "outgoing" ? String(value) : value === true ? "ssl" : "none";
    default:
      return typeof value === "string" ? value : "";
  }
}

const stored = (kind: ServerKind, name: ServerSetting, value: unknown): unknown =>
  name === "encryption" && kind === "incoming" ? value === "ssl" : value === "" ? false : value;

/** One server as it is. */
export interface LiveServer extends ErpServer {
  /** Whether it uses OAuth2. */
  on: boolean;
  settings: ServerSettings;
}

/** These servers, archived ones included, in one call for each kind; one that is gone is left out. */
export async function readServers(
  client: ErpClient,
  servers: readonly (Pick<ErpServer, "kind" | "id"> & { field: string })[],
): Promise<LiveServer[]> {
  const groups = Object.groupBy(servers, ({ kind, field }) => `${kind} ${field}`);
  const live: LiveServer[] = [];
  for (const group of Object.values(groups)) {
    const [{ kind, field }] = group as [(typeof servers)[number]];
    const ids = group?.map(({ id }) => id);
    const fields = ["name", field, ...Object.values(SETTING_FIELDS[kind])];
    const rows = await searchRead(client, SERVER_MODELS[kind], [["id", "in", ids]], fields, {
      context: WITH_ARCHIVED,
    });
    for (const row of rows)
      live.push({
        kind,
        id: row.id,
        name: String(row["name"]),
        on: row[field] === true,
        settings: settingsOf(kind, row),
      });
  }
  return live;
}

/** When mail was last fetched from an incoming server. */
export interface Fetch {
  /** DNS name that the ERP connects to; empty when none is set. */
  host: string;
  /** As the ERP writes it in UTC: "2026-11-23 08:15:00"; undefined when it never was. */
  last: string | undefined;
}

/** The last fetch from each incoming server in use that has OAuth2 switched on. */
export async function readFetches(client: ErpClient, use: FoundField): Promise<Fetch[]> {
  const rows = await searchRead(
    client,
    SERVER_MODELS.incoming,
    [[use.field, "=", true]],
    [HOST_FIELD.incoming, "date"],
  );
  return rows.map((row) => {
    const [host, last] = [row[HOST_FIELD.incoming], row["date"]];
    return {
      host: typeof host === "string" ? host : "",
      last: typeof last === "string" ? last : undefined,
    };
  });
}

async function list(client: ErpClient, kind: ServerKind, domain: readonly DomainTerm[]): Promise<ErpRow[]> {
  return await searchRead(client, SERVER_MODELS[kind], domain, ["name", "active", HOST_FIELD[kind]], {
    context: WITH_ARCHIVED,
  });
}

function refusal(
  kind: ServerKind,
  error: ErpError["kind"],
  message: string,
  more: Pick<ErpErrorDetails, "field" | "instead"> = {},
): ErpError {
  return new ErpError({ kind: error, message, model: SERVER_MODELS[kind], ...more });
}
