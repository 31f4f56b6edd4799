import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Protocol } from "#clients/erp/connect.ts";

/** A real Odoo, as Debian packages it. */
export interface Release {
  major: 14 | 19;
  /** The Debian that it runs in. */
  suite: string;
  /** The suite that has the package, where its own has none. */
  odooSuite?: string;
  packages: readonly string[];
  /** Modules of the database that every run starts from. */
  modules: readonly string[];
  /** How this version is told to do without demonstration data. */
  withoutDemo: string;
  /** What it speaks. */
  protocols: readonly Protocol[];
}

export const RELEASES: readonly Release[] = [
  {
    major: 14,
    suite: "bullseye",
    packages: ["odoo-14", "postgresql"],
    modules: ["base", "mail", "fetchmail"],
    withoutDemo: "all",
    protocols: ["jsonrpc", "xmlrpc"],
  },
  {
    major: 19,
    // Only sid has the package, and sid's Python is too new for it.
    suite: "trixie",
    odooSuite: "sid",
    packages: ["odoo-19", "postgresql", "tzdata-legacy"],
    modules: ["base", "mail"],
    withoutDemo: "True",
    protocols: ["json2", "jsonrpc", "xmlrpc"],
  },
];

/** The only database. */
export const DATABASE = "erp";

/** What belongs to the lane and is wanted inside the roots. */
export const laneFolder = fileURLToPath(new URL(".", import.meta.url));

/** Where the root of a release is kept between runs. */
export function rootFolder({ major }: Release): string {
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(cache, "erp-modern-auth", `odoo-${major}`);
}

/** Changes whenever a root would be built differently. */
export function recipe(release: Release): string {
  const scripts = ["build.sh", "database.sh"].map((name) =>
    readFileSync(join(laneFolder, "chroot", name), "utf8"),
  );
  return createHash("sha256")
    .update(JSON.stringify([release, scripts]))
    .digest("hex");
}
