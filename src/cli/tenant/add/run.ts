import { join, relative } from "node:path";
import type { CommandAnswer, Desk } from "#cli/answer.ts";
import { WrongUsage } from "#cli/terminal.ts";
import { findProject, type Project } from "#config/project.ts";
import type { NewTenant } from "#config/tenantProblems.ts";
import { ENCODINGS, type Encoding, readInput, readText, UndecodableText } from "#config/text.ts";
import { print } from "#fleet/forms/terminal.ts";
import { backendStacks, backendUrl, encryptsItself } from "#stack/inventory/backend.ts";
import { readInventory, type Tenant } from "#stack/inventory/inventory.ts";
import {
  type AdmissionProblems,
  clashesOf,
  existingOf,
  invalidOf,
  leftoversOf,
  unclearOf,
} from "#stack/newTenants/admission.ts";
import { type Created, createTenants, removeDraft } from "#stack/newTenants/createTenants.ts";
import { type EncryptionKey, sameKey, sharedKey } from "#stack/newTenants/encryptionKey.ts";
import { fileName, tenantFile } from "#stack/newTenants/tenantFile.ts";
import { askedCompanies } from "./companies.ts";
import { type AddOptions, addUsageProblem, draftOf, LATER, newTenant } from "./draft.ts";
import { type Added, addedAnswer, addedLine, asColumn, asFlag, notAddedText } from "./report.ts";
import { rowReached, tenantRows } from "./rows.ts";

/** What the tenants are added to. */
interface Place {
  project: Project;
  inventory: readonly Tenant[];
}

export async function addTenants(
  name: string | undefined,
  options: AddOptions,
  { wrongUsage }: Pick<Desk, "wrongUsage">,
): Promise<CommandAnswer> {
  const problem = addUsageProblem(name, options);
  if (problem) wrongUsage(`${problem}.`);
  const project = findProject();
  const place = { project, inventory: readInventory(project) };
  const rows =
    options.fromCsv === undefined ? undefined : tenantRows(await csvText(options.fromCsv, options.encoding));
  const drafts = rows ?? [await draftOf(name, options, project.name, place.inventory)];
  const tenants = drafts.map((draft) => newTenant(options.dryRun ? { ...draft, password: LATER } : draft));
  const existing = existingOf(tenants, place.inventory);
  await Promise.all([...existing.keys()].map((tenant) => removeDraft(project, tenant)));
  const fresh = tenants.filter((tenant) => !existing.has(tenant.name));
  const refused = (problems: AdmissionProblems): CommandAnswer => ({
    outcome: "refused",
    cause: { kind: "configuration", problems: [...problems.values()].flat() },
    aside: notAddedText(problems, rows),
  });

  if (!rows && existing.size > 0) return refused(existing);
  const invalid = invalidOf(fresh, rows ? asColumn : asFlag);
  if (invalid.size > 0) throw new WrongUsage(notAddedText(invalid, rows).trimEnd());
  const unclear = options.dryRun ? [] : unclearOf(fresh, place.inventory, project.name);
  const clashing = clashesOf(fresh, place.inventory, project.name, await askedCompanies(unclear));
  if (clashing.size > 0) return refused(clashing);
  if (options.dryRun) return drafted(fresh, project);
  const leftovers = await leftoversOf(fresh, await backendStacks());
  if (leftovers.refused.size > 0) return refused(leftovers.refused);

  const made = await create(fresh, leftovers.begun, place, options.secretsProvider);
  return addedAnswer({ ...made, existing: [...existing.keys()] }, (one) => pathOf(project, one));
}

/** @throws WrongUsage naming row and encoding */
async function csvText(file: string, encoding: Encoding | undefined): Promise<string> {
  const fix = `Save it as "CSV UTF-8", or say what it is: --encoding ${ENCODINGS.join(", ")}.`;
  const source = { encoding, place: rowReached, fix };
  try {
    return file === "-" ? await readInput(source) : readText(file, source);
  } catch (error) {
    throw error instanceof UndecodableText ? new WrongUsage(error.message) : error;
  }
}

/** The files as they will be, but for what the backend and the CLI say of their secrets. */
function drafted(tenants: readonly NewTenant[], project: Project): CommandAnswer {
  const files = tenants.map(({ name, settings }) => ({
    tenant: name,
    file: pathOf(project, name),
    text: tenantFile(name, project.name, settings, {}),
  }));
  return { outcome: "ok", found: { tenants: files }, text: files.map(({ text }) => text).join("---\n") };
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
    if (tenants.length > 1) print(process.stderr, addedLine(one, done, tenants.length));
  };
  const created = await createTenants(tenants, { project, backend, begun, shared, provider, onDone });
  const isApart = ({ tenant, key }: Created): boolean =>
    shared !== undefined && key !== undefined && !begun.has(tenant) && !sameKey(key, shared);
  return { created, apart: created.filter(isApart).map(({ tenant }) => tenant) };
}
