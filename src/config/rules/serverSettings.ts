import type { ServerKind } from "./mailSystems.ts";

/** What a mail server of the ERP is besides its switch: where it connects to, how, as whom, and whether it is in use. */
export interface ServerSettings {
  /** DNS name; "" when none is set. */
  host: string;
  port: number;
  /** As the ERP names it; an incoming server knows "ssl" and "none" only. */
  encryption: string;
  /** Whom it signs in as; "" for nobody. */
  user: string;
  /** False for an archived one. */
  active: boolean;
  /** Whether an incoming server was confirmed by a sign-in that worked; absent for an outgoing one, which needs none. */
  confirmed?: boolean;
}

export type ServerSetting = keyof ServerSettings;

/** Settings that somebody may have changed and that stay as they are. */
export type KeptSettings = { readonly [Name in ServerSetting]?: ServerSettings[Name] | undefined };

/** By the server's id in the ERP. */
export type KeptServers = Readonly<Record<ServerKind, Readonly<Record<string, KeptSettings>>>>;

export const SERVER_SETTINGS: readonly ServerSetting[] = [
  "host",
  "port",
  "encryption",
  "user",
  "active",
  "confirmed",
];

/** What a server has to be: as it was found when it was switched, but for what the configuration accepts. */
export const wantedSettings = (recorded: ServerSettings, kept: KeptSettings = {}): ServerSettings => ({
  ...recorded,
  ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
});

/** The settings that are no more what they have to be. A server that somebody has confirmed since is further, not changed. */
export const changedSettings = (wanted: ServerSettings, live: ServerSettings): ServerSetting[] =>
  SERVER_SETTINGS.filter((name) =>
    name === "confirmed"
      ? wanted.confirmed === true && live.confirmed === false
      : comparable(name, wanted[name]) !== comparable(name, live[name]),
  );

/** DNS does not care about case, nor do the logins of either system; the rest is compared as it is. */
function comparable(name: ServerSetting, value: string | number | boolean | undefined) {
  if (typeof value !== "string") return value;
  const text = value.trim().normalize("NFC").toLowerCase();
  return name === "host" ? text.replace(/\.$/, "") : text;
}

/** What is remembered from now on: a confirmation that came later belongs to the server. */
export const remembered = (recorded: ServerSettings, live: ServerSettings): ServerSettings =>
  live.confirmed ? { ...recorded, confirmed: true } : recorded;
