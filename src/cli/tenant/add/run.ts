import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { text as readAll } from "node:stream/consumers";
import type { Command } from "commander";
import type { NewTenant } from "#config/tenantProblems.ts";
import { backendStacks, backendUrl, encryptsItself } from "#stack/inventory/backend.ts";
import { readInventory, type Tenant } from "#stack/inventory/inventory.ts";
import { findProject, type Project } from "#stack/inventory/project.ts";
import { clashesOf, existingOf, invalidOf, leftoversOf, type Problems } from "#stack/newTenants/admission.ts";
import { type Created, createTenants, removeDraft } from "#stack/newTenants/createTenants.ts";
import { type EncryptionKey, sameKey, sharedKey } from "#stack/newTenants/encryptionKey.ts";
import { fileName, tenantFile } from "#stack/newTenants/tenantFile.ts";
import { draftOf, LATER, newTenant, type Options, usageProblem } from "./draft.ts";
import {
  type Added,
  addReport,
  asColumn,
  asFlag,
  exitCode,
  json,
  notAdded,
  progress,
  text,
} from "./report.ts";
import { tenantRows } from "./rows.ts";

/** What the tenants are added to. */
interface Place {
  project: Project;
  inventory: readonly Tenant[];
}

export async function addTenants(
  name: string | undefined,
  options: Options,
  command: Command,
): Promise<void> {
  const problem = usageProblem(name, options);
  if (problem) command.error(`error: ${problem}.`, { exitCode: 2 });
  const project = findProject();
  const place = { project, inventory: readInventory(project) };
  const rows = options.fromCsv === undefined ? undefined : tenantRows(await contentOf(options.fromCsv));
  const drafts = rows ?? [await draftOf(name, options, project.name, place.inventory)];
  const tenants = drafts.map((draft) => newTenant(options.dryRun ? { ...draft, password: LATER } : draft));
  const existing = existingOf(tenants, place.inventory);
  await Promise.all([...existing.keys()].map((tenant) => removeDraft(project, tenant)));
  const fresh = tenants.filter((tenant) => !existing.has(tenant.name));
  const end = (code: number, problems: Problems): void => {
    process.stderr.write(notAdded(problems, rows));
    process.exitCode = code;
  };

  if (!rows && existing.size > 0) return end(4, existing);
  const invalid = invalidOf(fresh, rows ? asColumn : asFlag);
  if (invalid.size > 0) return end(2, invalid);
  const clashing = clashesOf(fresh, place.inventory, project.name);
  if (clashing.size > 0) return end(4, clashing);
  if (options.dryRun) return show(fresh, project, options);
  const { begun, refused } = await leftoversOf(fresh, await backendStacks());
  if (refused.size > 0) return end(4, refused);

  const made = await create(fresh, begun, place, options.secretsProvider);
  const report = addReport({ ...made, existing: [...existing.keys()] }, (one) => pathOf(project, one));
  process.stdout.write(options.json ? json(report) : text(report));
  process.exitCode = exitCode(report);
}

const contentOf = async (file: string): Promise<string> =>
  file === "-" ? await readAll(process.stdin) : readFileSync(file, "utf8");

/** Prints the files as they will be, but for what the backend and the CLI say of their secrets. */
function show(tenants: readonly NewTenant[], project: Project, { json }: Options): void {
  const files = tenants.map(({ name, settings }) => ({
    tenant: name,
    file: pathOf(project, name),
    text: tenantFile(name, project.name, settings, {}),
  }));
  const texts = files.map(({ text }) => text).join("---\n");
  process.stdout.write(json ? `${JSON.stringify({ tenants: files })}\n` : texts);
}

const pathOf = ({ stackFolder }: Project, tenant: string): string =>
  relative(process.cwd(), join(stackFolder, fileName(tenant)));

async function create(
  tenants: readonly NewTenant[],
  begun: ReadonlyMap<string, EncryptionKey>,
  { project, inventory }: Place,
  provider: string | undefined,
): Promise<Omit<Added, "existing">> {
  const backend = await backendUrl();
  // A backend that encrypts by itself has a key for each stack.
  const shared = encryptsItself(backend) && !provider ? undefined : sharedKey(inventory, provider);
  let done = 0;
  const onDone = (one: Created): void => {
    done += 1;
    if (tenants.length > 1) process.stderr.write(progress(one, done, tenants.length));
  };
  const created = await createTenants(tenants, { project, backend, begun, shared, provider, onDone });
  const isApart = ({ tenant, key }: Created): boolean =>
    shared !== undefined && key !== undefined && !begun.has(tenant) && !sameKey(key, shared);
  return { created, apart: created.filter(isApart).map(({ tenant }) => tenant) };
}
