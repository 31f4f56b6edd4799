import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Project } from "#config/project.ts";
import { tenantOf } from "#stack/inventory/backend.ts";
import type { RedirectSeen } from "#verify/google/redirectSeen.ts";
import { localFolder, makeLocalFolder } from "../pool/localFolder.ts";

/** What the last look at a tenant has left; undefined where there was none, or it cannot be read. */
export function rememberedRedirect(project: Project, tenant: string): RedirectSeen | undefined {
  try {
    const { clientId, redirectUri, at } = JSON.parse(readFileSync(fileOf(project, tenant), "utf8"));
    return { clientId, redirectUri, at };
  } catch {
    return undefined;
  }
}

/** Remembers it for the next look; a file for each tenant, because several runs may look at the same time. */
export function rememberRedirect(project: Project, tenant: string, seen: RedirectSeen | undefined): void {
  const file = fileOf(project, tenant);
  try {
    if (seen) {
      makeLocalFolder(project);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(seen)}\n`);
    } else rmSync(file, { force: true });
  } catch {
    // A read-only folder: the next look finds nothing, and takes a page that is silent for inconclusive.
  }
}

/** Pipelines keep the folder from one night to the next. */
const fileOf = (project: Project, tenant: string): string =>
  join(localFolder(project), "redirect-seen", `${tenantOf({ name: tenant })}.json`);
