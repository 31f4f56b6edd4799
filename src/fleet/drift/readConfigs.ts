import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { Document, isMap, isScalar, type Pair, parseDocument, visit, YAMLMap } from "yaml";
import type { RawEntry } from "#config/parse.ts";
import type { Project } from "#config/project.ts";
import { withUnquoted } from "#config/unquotedValues.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { type EncryptionKey, keyIn } from "#stack/newTenants/encryptionKey.ts";
import { pulumi } from "#stack/pulumi.ts";
import { entriesOf, readEntries } from "#stack/stack.ts";

export type Entries = Readonly<Record<string, RawEntry>>;

/** CLI processes at a time: each spends its time deriving keys. */
const AT_A_TIME = availableParallelism();

/**
 * The configurations of many stacks, secrets in clear, in few runs of the CLI: what stacks with the same key have is laid together into
 * one file, still encrypted, and the CLI reads that. So it is the CLI that decrypts, whatever the secrets provider, and 500 stacks that
 * share a salt cost one key derivation instead of 500. Where a file cannot be laid together with others, or the CLI refuses one of
 * them, it is read alone, and tells its own error.
 *
 * @returns the entries as the program gets them, or the error of that tenant alone
 */
export async function readConfigs(
  project: Project,
  tenants: readonly Tenant[],
): Promise<Map<string, Entries | Error>> {
  const groups = new Map<string, Part[]>();
  const alone: Tenant[] = [];
  for (const tenant of tenants) {
    const part = project.hasConfig ? undefined : partOf(tenant);
    if (!part) alone.push(tenant);
    else {
      const key = JSON.stringify(part.key);
      groups.set(key, [...(groups.get(key) ?? []), part]);
    }
  }
  const limit = pLimit(AT_A_TIME);
  const read = await Promise.all([
    ...[...groups.values()].map((group) => limit(() => readTogether(project, group))),
    ...alone.map((tenant) => limit(() => readAlone(tenant))),
  ]);
  return new Map(read.flat());
}

type Read = [tenant: string, entries: Entries | Error];

/** One configuration file, as far as it can be laid together with others. */
interface Part {
  tenant: Tenant;
  /** What the CLI decrypts it with, as the file says; the same for files whose secrets have the same key. */
  key: EncryptionKey;
  config: readonly Pair[];
}

/** All scalars stay the text that they are: what the CLI takes an unquoted date or number for is its own affair. */
const AS_WRITTEN = { schema: "failsafe" } as const;

/** Undefined where only the CLI knows what the file means: environments, aliases, no key, or no valid YAML. */
function partOf(tenant: Tenant): Part | undefined {
  const document = parseDocument(tenant.text, AS_WRITTEN);
  const config = document.errors.length > 0 ? undefined : document.get("config");
  if (!isMap(config) || document.has("environment") || !isPlain(config)) return undefined;
  const key = keyIn(document);
  return Object.keys(key).length === 0 ? undefined : { tenant, key, config: config.items };
}

function isPlain(config: YAMLMap): boolean {
  let plain = true;
  visit(config, {
    Alias: () => {
      plain = false;
    },
    Scalar: (_, { source, type }) => {
      if (source === "" && type === "PLAIN") plain = false;
    },
  });
  return plain;
}

async function readTogether(project: Project, parts: readonly Part[]): Promise<Read[]> {
  const [first] = parts;
  if (!first) return [];
  if (parts.length === 1) return readAlone(first.tenant);
  const printed = await inOneFile(parts);
  if (printed === undefined) {
    // One of them is at fault; each half finds out whether it is in there.
    const middle = Math.ceil(parts.length / 2);
    return [
      ...(await readTogether(project, parts.slice(0, middle))),
      ...(await readTogether(project, parts.slice(middle))),
    ];
  }
  const all = JSON.parse(printed) as Parameters<typeof entriesOf>[1];
  const byTenant = new Map<number, typeof all>(parts.map((_, place) => [place, {}]));
  for (const [key, value] of Object.entries(all)) {
    const [place = "", name = ""] = key.split(SEPARATOR);
    Object.assign(byTenant.get(Number(place)) ?? {}, { [name]: value });
  }
  return parts.map(({ tenant }, place) => {
    const entries = entriesOf(project.name, byTenant.get(place) ?? {});
    return [tenant.name, withUnquoted(entries, project.name, tenant.text)];
  });
}

/** Stands between the number of a tenant and the key; no namespace has it. */
const SEPARATOR = "~";

/** What the CLI prints for all of them; undefined when it refuses. */
async function inOneFile(parts: readonly Part[]): Promise<string | undefined> {
  const [first] = parts as [Part];
  const folder = await mkdtemp(join(tmpdir(), "modern-auth-"));
  const file = join(folder, "Pulumi.together.yaml");
  try {
    await writeFile(file, together(parts), { mode: 0o600 });
    const args = ["config", "--json", "--show-secrets", "--stack", first.tenant.name, "--config-file", file];
    const { code, stdout } = await pulumi(args);
    return code === 0 ? stdout : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One configuration file of all of them: each key gets its tenant's number before its namespace. */
function together(parts: readonly Part[]): string {
  const [{ key }] = parts as [Part];
  const config = new YAMLMap();
  parts.forEach((part, place) => {
    for (const { key: name, value } of part.config)
      config.add({ key: `${place}${SEPARATOR}${isScalar(name) ? name.value : name}`, value });
  });
  return new Document({ ...key, config }, AS_WRITTEN).toString();
}

async function readAlone({ name }: Tenant): Promise<Read[]> {
  try {
    return [[name, await readEntries(name)]];
  } catch (error) {
    return [[name, error instanceof Error ? error : new Error(String(error))]];
  }
}
