import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AdvisedError } from "#config/advisedError.ts";
import { findProject } from "#config/project.ts";
import { mustPulumi } from "../pulumi.ts";
import { damagedStates } from "../stateFiles.ts";

/** One stack as the state backend lists it. */
export interface BackendStack {
  name: string;
  /** RFC 3339; absent where no update ever ran. */
  lastUpdate?: string;
  /** Unknown to some backends. */
  resourceCount?: number;
}

/** The tenant that a stack is of: some backends put the organisation before it. */
export const tenantOf = ({ name }: Pick<BackendStack, "name">): string => name.split("/").at(-1) ?? name;

/** Where the states are, as `pulumi whoami` says: it knows variable, project file and login. @throws Error with the CLI's own words */
export async function backendUrl(): Promise<string> {
  const { url } = JSON.parse(await mustPulumi(["whoami", "--verbose", "--json"])) as { url: string };
  return url;
}

/**
 * The project's stacks in the backend.
 *
 * @param url of the backend, where it is known already
 * @throws AdvisedError naming the stacks whose states are damaged, Error with the CLI's own words otherwise
 */
export async function backendStacks(url?: string): Promise<BackendStack[]> {
  const backend = url ?? (await backendUrl());
  try {
    return JSON.parse(await mustPulumi(["stack", "ls", "--json"], "", listingEnvironment(backend)));
  } catch (error) {
    const folder = backendFolder(backend);
    const damaged = folder ? damagedStates(folder, findProject().name) : [];
    throw damaged.length > 0 ? unlistable(damaged) : error;
  }
}

const unlistable = (damaged: readonly string[]): AdvisedError =>
  new AdvisedError(`Stacks cannot be listed while the state of one cannot be read: ${damaged.join(", ")}.`, {
    kind: "modern-auth",
    words: ["verify", ...damaged],
    note: "names for each a copy that can be read, if there is one",
  });

/**
 * On PostgreSQL the CLI reads each stack over one of a few connections and asks for a second one meanwhile: when ten stacks, its usual
 * number, are read at a time, all wait for each other for ever (CLI 3.259.0, 2 cores, measured with 200 stacks).
 */
const listingEnvironment = (url: string): Record<string, string> =>
  url.startsWith("postgres:") ? { PULUMI_DIY_BACKEND_PARALLEL: "1" } : {};

/** Whether it is a service that encrypts secrets with keys of its own, unless it is told otherwise. */
export const encryptsItself = (url: string): boolean => /^https?:/.test(url);

/** The folder of a backend of files, whose address may be relative to this folder or to the user's; undefined for every other backend. */
export function backendFolder(url: string): string | undefined {
  const [, path] = /^file:\/\/([^?]*)/.exec(url) ?? [];
  if (path === undefined) return undefined;
  if (path.startsWith("/")) return fileURLToPath(`file://${path}`);
  return path.startsWith("~") ? join(homedir(), path.slice(1)) : resolve(path);
}

/** The environment in which the CLI finds a backend from any folder: the address of one of files may be relative to this one. */
export function fromAnyFolder(url: string): { PULUMI_BACKEND_URL?: string } {
  const [, relative, query = ""] = /^file:\/\/([^/~][^?]*)(\?.*)?$/.exec(url) ?? [];
  return relative ? { PULUMI_BACKEND_URL: `file://${resolve(relative)}${query}` } : {};
}
