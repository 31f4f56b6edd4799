import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Workspace } from "../workspace.ts";

export interface AttachedPlugins {
  close(): Promise<void>;
}

/**
 * Starts {@link file://./main.ts} and lets the engines of a workspace attach to it, instead of each starting three plugins of its own.
 * It ends with the process that started it.
 *
 * @param folder holds the stacks' configuration files
 * @throws when it ends before it is ready
 */
export async function attachPlugins(workspace: Workspace, folder: string): Promise<AttachedPlugins> {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, folder], {
    env: { ...process.env, ...workspace.env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
  if (typeof line !== "string") throw new Error(`The plugins ended with ${line} before they were ready.`);
  workspace.attached = JSON.parse(line) as Record<string, string>;
  return {
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
