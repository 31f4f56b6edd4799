import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { on, once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { NAMESPACES } from "./namespaces.ts";
import { DATABASE, laneFolder, type Release, rootFolder } from "./release.ts";

/** What a server has beside what Odoo brings. Whoever has `settings` may do everything; everybody speaks French. */
export interface Seed {
  companies: readonly string[];
  users: readonly { login: string; settings?: boolean; active?: boolean; totp?: boolean }[];
  incoming: readonly { name: string; host: string }[];
  outgoing: readonly { name: string; host: string; port: number; encryption: "none" | "starttls" }[];
}

export interface Odoo {
  /** On loopback. */
  url: string;
  database: string;
  /** Of each user of the seed. */
  credentials: Record<string, { password: string; apiKey: string }>;
  close(): Promise<void>;
}

/** Longest time from start to first answer. */
const START_MS = 180_000;
/** As much of the server's log as an error shows. */
const LOG_TAIL = 4_000;

/** Starts a real Odoo on a copy of its root. Everything it wrote is gone with it. @throws when it does not come up, with its log */
export async function startOdoo(release: Release, seed: Seed): Promise<Odoo> {
  const folder = join(laneFolder, "chroot");
  const child = spawn(
    "unshare",
    [
      ...NAMESPACES,
      ...["sh", join(folder, "overlay.sh"), rootFolder(release), laneFolder],
      ...["sh", "/lane/chroot/serve.sh"],
    ],
    {
      env: { ...process.env, DATABASE, MAJOR: String(release.major), SEED: JSON.stringify(seed) },
      stdio: "pipe",
    },
  );
  const closed = once(child, "close");
  const close = async () => {
    child.stdin.destroy();
    await closed;
  };
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-LOG_TAIL);
  });
  child.stdin.on("error", () => {});
  try {
    const [credentials, port] = await Promise.all([readCredentials(child), readPort(child)]);
    return { url: `http://127.0.0.1:${port}`, database: DATABASE, credentials, close };
  } catch (error) {
    await close();
    throw new Error(`Odoo ${release.major} does not start:\n${log}`, { cause: error });
  }
}

/** The only line that the server prints: what it made up for each user. */
async function readCredentials({ stdout }: ChildProcessWithoutNullStreams): Promise<Odoo["credentials"]> {
  for await (const line of createInterface({ input: stdout })) return JSON.parse(line);
  throw new Error("it ended before it had users");
}

/** The port that the server took, by its log. @throws after {@link START_MS} */
async function readPort({ stderr }: ChildProcessWithoutNullStreams): Promise<number> {
  const options = { signal: AbortSignal.timeout(START_MS) };
  let log = "";
  for await (const [text] of on(stderr, "data", { ...options, close: ["end"] })) {
    log += text;
    const port = /HTTP service \(werkzeug\) running on \S+:(\d+)\s/.exec(log)?.[1];
    if (port) return Number(port);
  }
  throw new Error("it ended before it answered");
}
