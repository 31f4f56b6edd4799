import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { readText } from "./text.ts";

/** The Pulumi project that the command line is used in, as its Pulumi.yaml says. */
export interface Project {
  name: string;
  /** Pulumi.yaml itself. */
  file: string;
  /** Its folder. */
  folder: string;
  /** Folder of the stacks' configuration files: `stackConfigDir` of Pulumi.yaml, or the project's own. */
  stackFolder: string;
  /** Whether Pulumi.yaml has a `config` of its own, which the CLI alone knows to merge with a stack's. */
  hasConfig: boolean;
}

const FILES = ["Pulumi.yaml", "Pulumi.yml"];

/** Looks for the project in a folder and those above it, as the Pulumi CLI does. @throws Error when there is none, or it is not YAML */
export function findProject(from: string = process.cwd()): Project {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (file) return readProject(file);
    if (folder === dirname(folder))
      throw new Error(
        `There is no Pulumi.yaml in ${resolve(from)} or above it. Change to the project's folder first: cd <folder of Pulumi.yaml>`,
      );
  }
}

function contentOf(file: string): Record<string, unknown> {
  try {
    return (parse(readText(file)) ?? {}) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${file} is not valid YAML: ${(error as Error).message.split("\n")[0]}`);
  }
}

function readProject(file: string): Project {
  const folder = dirname(file);
  const { name, stackConfigDir, config } = contentOf(file);
  return {
    name: String(name),
    file,
    folder,
    stackFolder: resolve(folder, typeof stackConfigDir === "string" ? stackConfigDir : "."),
    hasConfig: Object.keys(config ?? {}).length > 0,
  };
}
