import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface FleetProcessOptions {
  tenants: number;
  /** For all that has to be in files; absent or empty. */
  directory: string;
  /** Milliseconds that every call waits for. @default 0 */
  latency?: number;
  /** Whether all is as after a `pulumi up` of every tenant. @default false */
  provisioned?: boolean;
}

/** Reads the command line of `main.ts`. @throws Error that names an option which is missing or not allowed */
export function parseOptions(args: string[]): FleetProcessOptions {
  const { values } = parseArgs({
    args,
    options: {
      tenants: { type: "string", default: "" },
      directory: { type: "string", default: "" },
      latency: { type: "string", default: "0" },
      provisioned: { type: "boolean", default: false },
    },
  });
  return {
    tenants: wholeNumber("--tenants", values.tenants, 1),
    directory: emptyDirectory("--directory", values.directory),
    latency: wholeNumber("--latency", values.latency, 0),
    provisioned: values.provisioned,
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least) return number;
  throw new Error(`${option}: "${text}" is not allowed; a whole number from ${least}.`);
}

function emptyDirectory(option: string, text: string): string {
  const directory = resolve(text);
  if (text && (!existsSync(directory) || readdirSync(directory).length === 0)) return directory;
  throw new Error(`${option}: "${text}" is not allowed; a directory that is absent or empty.`);
}
