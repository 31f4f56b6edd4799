import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import type { NewTenant } from "../config/tenantProblems.ts";
import { PASSWORD } from "../config/tenantSettings.ts";
import type { EncryptionKey } from "./encryptionKey.ts";
import type { Project } from "./project.ts";
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

/** What became of one tenant. */
export interface Created {
  tenant: string;
  /** The key of its secrets. */
  key?: EncryptionKey;
  /** The passphrase at hand does not open the key that the other stacks share. */
  apart?: boolean;
  /** Why it could not be made; the same command again goes on from there. */
  problem?: Error;
}

/**
 * Makes tenants that nothing stands against: the stack first, then the password, encrypted, and the file last and whole. A stack
 * without a file is thus one that was begun. One that fails keeps none of the others.
 */
export const createTenants = (tenants: readonly NewTenant[], creation: Creation): Promise<Created[]> =>
  withScratchProject(creation.project, creation.backend, async (scratch) => {
    const isApart = (tenant: string, key: EncryptionKey): boolean =>
      creation.shared !== undefined &&
      !creation.begun.has(tenant) &&
      JSON.stringify(key) !== JSON.stringify(creation.shared);
    const create = async (tenant: NewTenant, shared: EncryptionKey | undefined): Promise<Created> => {
      const created: Created = await createTenant(scratch, tenant, { ...creation, shared }).then(
        (key) => ({ tenant: tenant.name, key, apart: isApart(tenant.name, key) }),
        (error) => ({
          tenant: tenant.name,
          problem: error instanceof Error ? error : new Error(String(error)),
        }),
      );
      creation.onDone(created);
      return created;
    };
    const [first, ...others] = tenants;
    if (!first) return [];
    // It finds out whether the shared key can be opened, and makes one that the others share where there is none.
    const opened = await create(first, creation.shared);
    const shared = opened.key ?? creation.shared;
    const limit = pLimit(availableParallelism());
    return [opened, ...(await Promise.all(others.map((tenant) => limit(() => create(tenant, shared)))))];
  });

async function createTenant(
  scratch: ScratchProject,
  { name, settings, password }: NewTenant,
  { project, begun, shared, provider }: Creation,
): Promise<EncryptionKey> {
  const key = begun.get(name) ?? (await scratch.initStack(name, shared, provider));
  const encrypted: Partial<Encrypted> =
    password === undefined ? {} : await scratch.encrypt(name, key, PASSWORD, password);
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
