import type { GoogleGeneration } from "../googleSchema.ts";
import type { TenantConfig } from "../schema.ts";
import type { CalendarDate } from "./dates.ts";

/** One of the client's at most two secrets, as the file that the console offered holds it. */
export interface ClientGeneration {
  /** Counts up from 1. */
  number: number;
  /** The day it was imported; unknown where somebody set the file by hand. */
  since?: CalendarDate;
  /** Key of the configuration that the file stands under. */
  configKey: "googleClientFile" | "googleNextClientFile";
  clientFile: string;
  /** A newer one takes its place: Google may refuse it, once that one is in use. */
  superseded: boolean;
}

type ClientFiles = Pick<TenantConfig, "googleClientFile" | "googleNextClientFile"> & {
  google?: { generations?: readonly GoogleGeneration[] | undefined } | undefined;
};

/** The client's secrets, the newest last. Empty until a person has made the client. */
export function clientGenerations(config: ClientFiles): ClientGeneration[] {
  const [current, next] = [config.googleClientFile, config.googleNextClientFile];
  // Where dropping the older secret was interrupted, both files hold the newer one.
  const secret = current === undefined ? undefined : clientSecretOf(current);
  const same = secret !== undefined && next !== undefined && secret === clientSecretOf(next);
  const files = (["googleClientFile", "googleNextClientFile"] as const).flatMap((configKey) => {
    const clientFile = config[configKey];
    const counts = clientFile !== undefined && !(same && configKey === "googleClientFile");
    return counts ? [{ configKey, clientFile }] : [];
  });
  // Importing and dropping a secret take more than one command; whatever stands in between is a whole configuration, too.
  const recorded = (config.google?.generations ?? [])
    .toSorted((a, b) => a.number - b.number)
    .slice(-Math.max(1, files.length));
  let last = 0;
  return files.map(({ configKey, clientFile }, index) => {
    const { number = last + 1, since } = recorded[index] ?? {};
    last = number;
    return {
      number,
      ...(since ? { since } : {}),
      configKey,
      clientFile,
      superseded: index < files.length - 1,
    };
  });
}

/** The client secret in a client file; undefined where the file holds none. */
export function clientSecretOf(clientFile: string): string | undefined {
  try {
    const secret: unknown = JSON.parse(clientFile.replace(/^\uFEFF/, ""))?.web?.client_secret;
    return typeof secret === "string" && secret !== "" ? secret : undefined;
  } catch {
    return undefined;
  }
}

/** Its last four characters, which is what the console goes on showing. Undefined where they would be all of it. */
export function lastFour(clientFile: string): string | undefined {
  const secret = clientSecretOf(clientFile);
  return secret && secret.length >= 24 ? secret.slice(-4) : undefined;
}
