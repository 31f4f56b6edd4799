import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import pLimit from "p-limit";
import type { Project } from "#config/project.ts";
import { backendFolder } from "#stack/inventory/backend.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import type { StackExport } from "#stack/state.ts";

/** Reads the state of one stack as `pulumi stack export` prints it, secrets encrypted. @throws Error with the CLI's own words */
export type ReadState = (tenant: string) => Promise<StackExport>;

/**
 * How the states of a project are read: of a backend of files directly, where its layout is the one that we know; of every other
 * backend, and every other layout, by one run of the CLI for each stack. One at a time: states are large, and nobody needs all at once.
 *
 * @param url address of the backend
 */
export async function stateReader(project: Project, url: string): Promise<ReadState> {
  const folder = await knownLayout(backendFolder(url));
  const cli = pLimit(AT_A_TIME);
  return async (tenant) =>
    (folder && (await fromFile(join(folder, "stacks", project.name, tenant)))) ||
    (await cli(() => fromCli(tenant)));
}

const AT_A_TIME = availableParallelism();

const fromCli = async (tenant: string): Promise<StackExport> =>
  JSON.parse(await mustPulumi(["stack", "export", "--stack", tenant]));

/** The folder of a backend whose files are laid out as version 1 says; undefined for any other. */
async function knownLayout(folder: string | undefined): Promise<string | undefined> {
  if (!folder) return undefined;
  const state = join(folder, ".pulumi");
  const meta = await readFile(join(state, "meta.yaml"), "utf8").catch(() => "");
  return /^version: 1\s*$/m.test(meta) ? state : undefined;
}

interface Checkpoint {
  version?: number;
  checkpoint?: { latest?: StackExport["deployment"] };
}

/** Undefined where the CLI has to look: no such file, or one of another kind. */
async function fromFile(path: string): Promise<StackExport | undefined> {
  const text = await readFile(`${path}.json`, "utf8").catch(() => unpacked(`${path}.json.gz`));
  const { version, checkpoint } = parsed(text ?? "");
  return version === 3 && checkpoint?.latest ? { deployment: checkpoint.latest } : undefined;
}

const unpacked = async (file: string): Promise<string | undefined> =>
  readFile(file).then(
    async (packed) => String(await promisify(gunzip)(packed)),
    () => undefined,
  );

/** The CLI says what is wrong with a file that is damaged. */
function parsed(text: string): Checkpoint {
  try {
    return JSON.parse(text) as Checkpoint;
  } catch {
    return {};
  }
}
