import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { runCommand } from "#sandbox/toolchain/command.mjs";
import { debianMirror, mirrorHas } from "./debian.ts";
import { NAMESPACES } from "./namespaces.ts";
import type { Release } from "./release.ts";

/** What this machine lacks for starting a root that is there; undefined when it lacks nothing. */
export async function missingToRun(): Promise<string | undefined> {
  if (process.platform !== "linux") return "it needs Linux";
  if (process.getuid?.() !== 0) return "it needs root, for chroot and mounts";
  const program = ["unshare", "chroot", "mount"].find((name) => !isOnPath(name));
  if (program) return `"${program}" is missing`;
  const folder = mkdtempSync(join(tmpdir(), "modern-auth-odoo-"));
  try {
    // All that the scripts need; in a container root may be root by name only.
    const trial =
      'mount -t tmpfs tmpfs "$1" && cd "$1" && mkdir lower upper work root && ' +
      "mknod lower/null c 1 3 && chown 1:1 lower && " +
      "mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work root && mount -t proc proc root";
    const { code, output } = await runCommand("unshare", [...NAMESPACES, "sh", "-c", trial, "sh", folder], {
      env: process.env,
    });
    return code === 0 ? undefined : `root may not do everything here (${output.trim()})`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is missing for building the roots of these releases, or the mirror to build them from. */
export async function missingToBuild(
  releases: readonly Release[],
): Promise<{ missing: string } | { mirror: string }> {
  const program = ["apt-get", "debootstrap"].find((name) => !isOnPath(name));
  if (program) return { missing: `"${program}" is missing; on Debian: apt-get install ${program}` };
  const mirror = await debianMirror();
  if (!mirror) return { missing: "apt knows no Debian mirror; on Debian: apt-get update" };
  for (const suite of releases.flatMap((one) => [one.suite, one.odooSuite ?? []].flat())) {
    if (!(await mirrorHas(mirror, suite))) return { missing: `apt's Debian mirror has no "${suite}"` };
  }
  return { mirror };
}

function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
