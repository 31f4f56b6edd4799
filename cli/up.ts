import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { connectGraph } from "../clients/graph/client.ts";
import {
  deleteApplication,
  type OurApplication,
  ourApplications,
  removePassword,
} from "../clients/graph/ourApplications.ts";
import { leftovers } from "./leftovers.ts";
import { mustPulumi } from "./pulumi.ts";
import { readStack, type Stack } from "./stack.ts";
import { recordedMicrosoft } from "./stackState.ts";
import { transientFailure } from "./transientFailure.ts";

interface Options {
  retries: number;
  pause: number;
}

export async function runUp(name: string, { retries, pause }: Options): Promise<void> {
  const stack = await readStack(name);
  const before = await ours(stack);
  for (let attempt = 0; ; attempt += 1) {
    const { code, output, interrupted } = await pulumiUp(name);
    await sweep(name, stack, before).catch((error: unknown) =>
      // The next try, or the next run of verify, looks again.
      process.stderr.write(
        `Whether this run made anything twice could not be found out: ${error instanceof Error ? error.message : error}\n` +
          `Look again with: modern-auth verify ${name} --remove-orphans\n`,
      ),
    );
    const why = code === 0 || interrupted ? undefined : transientFailure(output);
    if (why === undefined || attempt >= retries) {
      process.exitCode = code;
      return;
    }
    const seconds = pause * (attempt + 1);
    process.stderr.write(
      `\npulumi up failed by something that passes (${why}). Try ${attempt + 2} of ${retries + 1} in ${seconds} s.\n`,
    );
    await sleep(seconds * 1000);
  }
}

/** What carries the stack's tag in the tenant, or soon will; nothing for a tenant without Microsoft. */
async function ours({ config: { microsoft }, tag }: Stack): Promise<OurApplication[]> {
  if (!microsoft) return [];
  const graph = await connectGraph(microsoft.tenantId);
  // One that is taken over has its tag only afterwards, and its secrets are the customer's: they were there before the run.
  return ourApplications(graph, tag, microsoft.adopt?.application);
}

/** Removes what the run made and no state knows. */
async function sweep(name: string, stack: Stack, before: OurApplication[]): Promise<void> {
  const { microsoft } = stack.config;
  if (!microsoft) return;
  const after = await ours(stack);
  const { application, secrets } = recordedMicrosoft(
    JSON.parse(await mustPulumi(["stack", "export", "--stack", name])),
  );
  const known = {
    applicationId: application?.objectId,
    keyIds: [...secrets.map(({ keyId }) => keyId), ...microsoft.keep.secrets],
  };
  const left = leftovers(before, after, known, microsoft.applicationName);
  const graph = await connectGraph(microsoft.tenantId);
  for (const { id } of left.applications) {
    await deleteApplication(graph, id);
    process.stderr.write(`Removed the app registration ${id}: this run made it twice.\n`);
  }
  for (const { applicationId, keyId } of left.secrets) {
    await removePassword(graph, applicationId, keyId);
    process.stderr.write(
      `Removed the secret with key id ${keyId}: this run made it, and no state knows it.\n`,
    );
  }
}

interface Ended {
  code: number;
  output: string;
  /** Somebody asked for the end: nothing is tried again. */
  interrupted: boolean;
}

/** Runs it as the user would, and keeps what it printed. */
async function pulumiUp(name: string): Promise<Ended> {
  const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", name];
  const child = spawn("pulumi", args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const)
    from.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      to.write(text);
    });
  let interrupted = false;
  const signals = ["SIGINT", "SIGTERM"] as const;
  const pass = (signal: NodeJS.Signals): void => {
    interrupted = true;
    // A terminal sends Ctrl-C to both of us.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  try {
    const [code] = await once(child, "close");
    return { code: code ?? 1, output, interrupted };
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}
