import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Project } from "./project.ts";

/** One tenant: a stack with a configuration file. */
export interface Tenant {
  /** Name of the stack. */
  name: string;
  file: string;
  /** The file as it is written. */
  text: string;
  /** `tags` of its configuration; none where the file cannot be read. */
  tags: readonly string[];
}

/**
 * The tenants of a project, by name. What counts is the configuration files, because they are what a merge request adds: there is no
 * list of our own that could disagree.
 *
 * @throws Error when the folder cannot be read
 */
export function readInventory({ name, stackFolder }: Project): Tenant[] {
  // Before the first tenant a folder of its own may be missing.
  const entries = existsSync(stackFolder) ? readdirSync(stackFolder) : [];
  return entries
    .flatMap((entry) => {
      const stack = stackOf(entry);
      if (stack === undefined) return [];
      const file = join(stackFolder, entry);
      const text = readFileSync(file, "utf8");
      return [{ name: stack, file, text, tags: tagsOf(text, name) }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The stack that a configuration file is of; undefined for any other file. */
export const stackOf = (file: string): string | undefined => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];

function tagsOf(text: string, project: string): string[] {
  try {
    const { config } = parse(text) as { config?: Record<string, unknown> };
    const tags = config?.[`${project}:tags`];
    return Array.isArray(tags) ? tags.map(String) : [];
  } catch {
    // Told when the tenant is worked on; here it must not keep the others from being found.
    return [];
  }
}
