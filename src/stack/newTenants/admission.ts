import type { ConfigProblem } from "#config/configError.ts";
import { stackNameTwins } from "#config/rules/formats.ts";
import { type Mend, type NewTenant, tenantProblems } from "#config/tenantProblems.ts";
import { type BackendStack, tenantOf } from "../inventory/backend.ts";
import type { Tenant } from "../inventory/inventory.ts";
import { writtenSettings } from "../inventory/writtenSettings.ts";
import { mustPulumi } from "../pulumi.ts";
import type { StackExport } from "../state.ts";
import { clashes, type Identity, identityOf, isUnclear, type SeenCompanies } from "./clashes.ts";
import { type EncryptionKey, keyInState } from "./encryptionKey.ts";
import { fileName } from "./tenantFile.ts";

/** What stands against new tenants, by name. */
export type AdmissionProblems = ReadonlyMap<string, readonly ConfigProblem[]>;

/** What is wrong with new tenants by themselves. Pure. */
export const invalidOf = (tenants: readonly NewTenant[], mend: Mend): AdmissionProblems =>
  notable(tenants.map((tenant) => [tenant.name, tenantProblems(tenant, mend)]));

/** New tenants that there are already. Pure. */
export const existingOf = (tenants: readonly NewTenant[], inventory: readonly Tenant[]): AdmissionProblems =>
  new Map(
    inventory
      .filter(({ name }) => tenants.some((tenant) => tenant.name === name))
      .map(({ name, file }) => [name, [existing(name, file)]]),
  );

const existing = (name: string, file: string): ConfigProblem => ({
  property: "name",
  what: `"${name}" is a tenant already: ${file}`,
  allowed: "a name that no tenant has",
  next: { kind: "person", text: `see what is there: modern-auth tenant show ${name}` },
});

/** What new tenants have in common with others, or with each other, and may not. Pure. */
export function clashesOf(
  tenants: readonly NewTenant[],
  inventory: readonly Tenant[],
  project: string,
  seen?: SeenCompanies,
): AdmissionProblems {
  const known = identitiesIn(inventory, project);
  const own = tenants.map(({ name, settings }) => identityOf(name, settings));
  const all = [...known, ...own].map(({ name }) => name);
  return notable(
    own.map((identity) => [
      identity.name,
      [...twinsOf(identity.name, all), ...clashes(identity, [...known, ...own], seen)],
    ]),
  );
}

/** New tenants of which only their ERP can tell whether another tenant has the same company. Pure. */
export function unclearOf(
  tenants: readonly NewTenant[],
  inventory: readonly Tenant[],
  project: string,
): NewTenant[] {
  const own = tenants.map((tenant) => ({ tenant, identity: identityOf(tenant.name, tenant.settings) }));
  const all = [...identitiesIn(inventory, project), ...own.map(({ identity }) => identity)];
  return own
    .filter(({ identity }) => all.some((other) => isUnclear(identity, other)))
    .map(({ tenant }) => tenant);
}

/** What tenants that are there already have in common, and may not, a line for each two. Pure. */
export function clashNotes(identities: readonly Identity[], seen?: SeenCompanies): string[] {
  return identities.flatMap((one, index) =>
    identities
      .slice(index + 1)
      .flatMap((other) => clashes(one, [other], seen))
      .map(
        ({ property, what }) =>
          `Tenant ${one.name}, ${property}: ${what}. Two stacks undo each other's work.`,
      ),
  );
}

/** What the configuration files say, as it is compared. */
export const identitiesIn = (inventory: readonly Tenant[], project: string): Identity[] =>
  inventory.map(({ name, text }) => identityOf(name, writtenSettings(text, project) ?? {}));

/** Others whose names differ by case only. */
const twinsOf = (name: string, names: readonly string[]): ConfigProblem[] =>
  stackNameTwins([...new Set(names)])
    .filter((pair) => pair.includes(name))
    .map(([one, other]) => ({
      property: "name",
      what: `"${name}" and "${name === one ? other : one}" differ by case only: on some systems they are one file`,
      allowed: "names that differ by more",
      next: { kind: "person", text: "choose another name" },
    }));

/** Stacks of the backend that carry the name of a new tenant. */
export interface StackLeftovers {
  /** Without any resource: an interrupted run made them. Each with the key of its secrets. */
  begun: ReadonlyMap<string, EncryptionKey>;
  /** They have resources, so that somebody worked with them, or their names differ by case only. */
  refused: AdmissionProblems;
}

/** Looks whether there are stacks of these names already, which have no file. @throws Error with the CLI's own words */
export async function leftoversOf(
  tenants: readonly NewTenant[],
  stacks: readonly BackendStack[],
): Promise<StackLeftovers> {
  const begun = new Map<string, EncryptionKey>();
  const refused = new Map<string, ConfigProblem[]>();
  for (const { name } of tenants) {
    const twins = twinsOf(name, [name, ...stacks.map(tenantOf)]);
    if (twins.length > 0) refused.set(name, twins);
    if (!stacks.some((stack) => tenantOf(stack) === name)) continue;
    const { deployment }: StackExport = JSON.parse(await mustPulumi(["stack", "export", "--stack", name]));
    const resources = deployment?.resources?.length ?? 0;
    if (resources === 0 && !deployment?.pending_operations?.length)
      begun.set(name, keyInState(deployment?.secrets_providers));
    else refused.set(name, [inUse(name, resources)]);
  }
  return { begun, refused };
}

const inUse = (name: string, resources: number): ConfigProblem => ({
  property: "name",
  what: `"${name}" is a stack with resources (${resources}), and without a configuration file`,
  allowed: "a name without a stack, or with an empty one",
  next: {
    kind: "person",
    text: `bring ${fileName(name)} back, for example: git log --all -- ${fileName(name)}`,
  },
});

const notable = (all: readonly [string, ConfigProblem[]][]): AdmissionProblems =>
  new Map(all.filter(([, problems]) => problems.length > 0));
