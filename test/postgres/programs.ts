import { readdirSync } from "node:fs";
import { join } from "node:path";
import { findOnPath, isExecutable } from "#test/sandbox/toolchain/modules.ts";
import { here, installPackage, type Surroundings } from "#test/support/debianPackage.ts";

/** Debian keeps the server's programs off the PATH, in a folder for each version. */
const DEBIAN = "/usr/lib/postgresql";
const TO_DO =
  "There is no PostgreSQL server, so its tests are skipped. Install it (Debian: apt-get install postgresql).";

/** The folder that holds `initdb`, `postgres` and `psql`, or why there is none. Debian's package is installed where that is allowed. */
export async function findPostgres(surroundings = here()): Promise<{ folder: string } | { missing: string }> {
  if (!installed(surroundings))
    await installPackage("postgresql", "the tests of the state on it", surroundings);
  const folder = installed(surroundings);
  if (folder) return { folder };
  surroundings.say(TO_DO);
  return { missing: TO_DO };
}

function installed({ env }: Surroundings): string | undefined {
  const onPath = findOnPath("initdb", env).map((path) => path.slice(0, -"/initdb".length));
  return [...onPath, ...debianFolders()].find((folder) =>
    ["initdb", "postgres", "psql"].every((name) => isExecutable(join(folder, name))),
  );
}

function debianFolders(): string[] {
  try {
    return readdirSync(DEBIAN).map((version) => join(DEBIAN, version, "bin"));
  } catch {
    return [];
  }
}
