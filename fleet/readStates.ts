import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import pLimit from "p-limit";
import { mustPulumi } from "../cli/pulumi.ts";
import type { StackExport } from "../cli/stackState.ts";
import { backendFolder } from "./backend.ts";
import type { Project } from "./project.ts";

/** CLI processes, or open files, at a time. */
const AT_A_TIME = { cli: 2, files: 16 };

/**
 * The states of many stacks, secrets encrypted. A backend of files is read directly, where its layout is the one that we know; every
 * other backend, and every other layout, through one run of the CLI for each stack.
 *
 * @param url address of the backend
 * @returns the state as `pulumi stack export` prints it, or the error of that tenant alone
 */
export async function readStates(
  project: Project,
  url: string,
  tenants: readonly string[],
): Promise<Map<string, StackExport | Error>> {
  const folder = await knownLayout(backendFolder(url));
  const limit = pLimit(folder ? AT_A_TIME.files : AT_A_TIME.cli);
  const read = tenants.map((tenant) =>
    limit(async () => {
      try {
        const state = folder && (await fromFile(join(folder, "stacks", project.name, tenant)));
        return [tenant, state || (await fromCli(tenant))] as const;
      } catch (error) {
        return [tenant, error instanceof Error ? error : new Error(String(error))] as const;
      }
    }),
  );
  return new Map<string, StackExport | Error>(await Promise.all(read));
}

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
