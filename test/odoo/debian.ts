import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "#sandbox/toolchain/command.mjs";

/** Columns of what apt knows of each source. */
const FORMAT = "$(ORIGIN)\t$(LABEL)\t$(REPO_URI)";

/** The Debian mirror that this machine's apt is configured with; undefined where there is none, or apt has no list of it yet. */
export async function debianMirror(): Promise<string | undefined> {
  const { code, output } = await runCommand(
    "apt-get",
    ["indextargets", "--format", FORMAT, "Created-By: Packages"],
    { env: process.env },
  );
  return code === 0 ? mirrorIn(output) : undefined;
}

/** The mirror of Debian itself: its security updates have an address of their own, without whole releases. */
export function mirrorIn(targets: string): string | undefined {
  for (const line of targets.split("\n")) {
    const [origin, label, address] = line.split("\t");
    if (origin === "Debian" && label === "Debian") return address;
  }
  return undefined;
}

/** Whether the mirror has a suite, asked with apt's own means and so by its proxy, where it has one. */
export async function mirrorHas(mirror: string, suite: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "modern-auth-odoo-"));
  try {
    const { code } = await runCommand(
      "/usr/lib/apt/apt-helper",
      ["download-file", `${mirror}dists/${suite}/Release`, join(folder, "Release")],
      { env: process.env, timeoutMs: 60_000 },
    );
    return code === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
