import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import type { Project } from "#config/project.ts";
import type { NewTenant } from "#config/tenantProblems.ts";
import { ERP_PASSWORD_KEY } from "#config/tenantSettings.ts";
import type { EncryptionKey } from "./encryptionKey.ts";
import { type Encrypted, type ScratchProject, withScratchProject } from "./scratchProject.ts";
import { fileName, tenantFile } from "./tenantFile.ts";

/** Where and how new tenants are made. */
export interface Creation {
  project: Project;
  /** Address of the state backend. */
  backend: string;
  /** The stacks that an interrupted run has made already, each with the key of its secrets. */
  begun: ReadonlyMap<string, EncryptionKey>;
  /** The key that new stacks share with the older ones; undefined where there is none to share. */
  shared?: EncryptionKey | undefined;
  /** A secrets provider that somebody asked for, as `pulumi stack init --secrets-provider` takes it. */
  provider?: string | undefined;
  /** Hears of each tenant when it is done. */
  onDone: (created: Created) => void;
}

/** What became of one tenant: made, failed, or not begun because of a signal. The same command again goes on from there. */
export interface Created {
  tenant: string;
  /** The key of its secrets, once it is made. */
  key?: EncryptionKey;
  /** Why it could not be made. */
  problem?: Error;
}

/**
 * Makes tenants that nothing stands against: the stack first, then the password, encrypted, and the file last and whole. A stack
 * without a file is thus one that was begun. One that fails keeps none of the others. After a signal no further one begins.
 */
export async function createTenants(tenants: readonly NewTenant[], creation: Creation): Promise<Created[]> {
  const interruption = new AbortController();
  const stop = () => interruption.abort();
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await withScratchProject(creation.project, creation.backend, async (scratch) => {
      const create = async (tenant: NewTenant, shared: EncryptionKey | undefined): Promise<Created> => {
        if (interruption.signal.aborted) return { tenant: tenant.name };
        const created = await tryToCreate(scratch, tenant, { ...creation, shared });
        creation.onDone(created);
        return created;
      };
      const [first, ...others] = tenants;
      if (!first) return [];
      // It finds out whether the shared key can be opened, and makes one that the others share where there is none.
      const opened = await create(first, creation.shared);
      const shared = opened.key ?? creation.shared;
      const limit = pLimit(availableParallelism());
      return [opened, ...(await Promise.all(others.map((one) => limit(() => create(one, shared)))))];
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

async function tryToCreate(scratch: ScratchProject, tenant: NewTenant, creation: Creation): Promise<Created> {
  try {
    return { tenant: tenant.name, key: await createTenant(scratch, tenant, creation) };
  } catch (error) {
    return { tenant: tenant.name, problem: error instanceof Error ? error : new Error(String(error)) };
  }
}

async function createTenant(
  scratch: ScratchProject,
  { name, settings, password }: NewTenant,
  { project, begun, shared, provider }: Creation,
): Promise<EncryptionKey> {
  const key = begun.get(name) ?? (await scratch.initStack(name, shared, provider));
  const encrypted: Partial<Encrypted> =
    password === undefined ? {} : await scratch.encrypt(name, key, ERP_PASSWORD_KEY, password);
  const opened = encrypted.key ?? key;
  await mkdir(project.stackFolder, { recursive: true });
  const text = tenantFile(name, project.name, settings, opened, encrypted.ciphertext);
  await placeNew(project.stackFolder, fileName(name), text);
  return opened;
}

/** Writes a file that must not be there yet, whole or not at all. @throws Error when it is there */
async function placeNew(folder: string, name: string, text: string): Promise<void> {
  const draft = draftOf(folder, name);
  await writeFile(draft, text);
  try {
    // Unlike a rename, a link never takes the place of another file.
    await link(draft, join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new Error(`${name} was written by somebody else meanwhile, and stays as it is.`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes away what a run that was killed at its very end has left beside a tenant's file. */
export const removeDraft = ({ stackFolder }: Project, tenant: string): Promise<void> =>
  rm(draftOf(stackFolder, fileName(tenant)), { force: true });

/** The inventory takes no file for a tenant's that begins with a dot. */
const draftOf = (folder: string, name: string): string => join(folder, `.${name}`);
