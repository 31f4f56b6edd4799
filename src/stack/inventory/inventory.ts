import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { AdvisedError } from "#config/advisedError.ts";
import type { Project } from "#config/project.ts";
import { stackNameTwins } from "#config/rules/formats.ts";
import { readText, UndecodableText } from "#config/text.ts";
import { writtenSettings } from "./writtenSettings.ts";

/** One tenant: a stack with a configuration file. */
export interface Tenant {
  /** Name of the stack. */
  name: string;
  file: string;
  /** The file as it is written; empty where it is no text. */
  text: string;
  /** Why it is no text. */
  damage?: string;
  /** `tags` of its configuration; none where the file cannot be read. */
  tags: readonly string[];
  /** It is the sandbox's, not a customer's: only its name or a glob takes it in. */
  sandbox?: true;
}

/**
 * The tenants of a project, by name. What counts is the configuration files, because they are what a merge request adds: there is no
 * list of our own that could disagree.
 *
 * @throws Error when the folder cannot be read, or has two stacks whose names differ by case only
 */
export function readInventory({ name, stackFolder }: Project): Tenant[] {
  // Before the first tenant a folder of its own may be missing.
  const entries = existsSync(stackFolder) ? readdirSync(stackFolder) : [];
  const tenants = entries
    .flatMap((entry) => {
      const stack = stackOfFile(entry);
      if (stack === undefined) return [];
      const file = join(stackFolder, entry);
      const read = textOf(file);
      return [{ name: stack, file, ...read, ...markedIn(read.text, name, stack) }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const [twins] = stackNameTwins(tenants.map((tenant) => tenant.name));
  if (!twins) return tenants;
  const [one, other] = twins;
  throw new AdvisedError(
    `The names of the stacks "${one}" and "${other}" differ by case only: on some systems they are one file. Allowed: names that differ by more.`,
    { kind: "person", text: `pulumi stack rename ${other}-2 --stack ${other}` },
  );
}

/** A damaged file is told when the tenant is worked on; here it must not keep the others from being found. */
function textOf(file: string): Pick<Tenant, "text" | "damage"> {
  try {
    return { text: readText(file) };
  } catch (error) {
    if (error instanceof UndecodableText) return { text: "", damage: error.message };
    throw error;
  }
}

/** The stack that a configuration file is of; undefined for any other file. */
export const stackOfFile = (file: string): string | undefined => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];

/** A damaged file is told when the tenant is worked on; here it must not keep the others from being found. */
function markedIn(text: string, project: string, stack: string): Pick<Tenant, "tags" | "sandbox"> {
  const { tags, sandbox } = writtenSettings(text, project) ?? {};
  // A copy of the file for a customer is no sandbox's, and its program says that the mark has to go.
  return {
    tags: Array.isArray(tags) ? tags.map(String) : [],
    ...(sandbox === stack ? { sandbox: true } : {}),
  };
}
