import { setTimeout as sleep } from "node:timers/promises";
import { connectGraph } from "#clients/graph/client.ts";
import {
  deleteApplication,
  type OurApplication,
  ourApplications,
  removePassword,
} from "#clients/graph/ourApplications.ts";
import { limitedFetch } from "#clients/transport.ts";
import { eachOnce } from "#config/rules/nextStep.ts";
import { print } from "#fleet/forms/terminal.ts";
import { engineFailure, passingFailure, runEngine } from "#stack/engineRun.ts";
import { lackOfSpace } from "#stack/freeSpace.ts";
import { initStack } from "#stack/newStack.ts";
import { demandPlugins } from "#stack/plugins.ts";
import { isPulumiError, mustPulumi } from "#stack/pulumi.ts";
import { readStack, type Stack } from "#stack/stack.ts";
import { recordedMicrosoft } from "#stack/state.ts";
import { erpReader } from "#verify/erp/reader.ts";
import { findingText } from "#verify/findingText.ts";
import { peopleFindings } from "#verify/tenant.ts";
import type { CommandAnswer, Desk } from "../answer.ts";
import { leftovers } from "./leftovers.ts";

export interface UpOptions {
  retries: number;
  pause: number;
}

/** Runs `pulumi up` for one tenant, and again after failures that pass by themselves. */
export async function runUp(
  name: string,
  { retries, pause }: UpOptions,
  { out }: Pick<Desk, "out">,
): Promise<CommandAnswer> {
  await demandPlugins(name);
  const full = await lackOfSpace(name);
  if (full) return { outcome: "failed", cause: full };
  const stack = await readOrInit(name);
  const before = await ours(stack);
  for (let attempt = 0; ; attempt += 1) {
    const run = await runEngine(["up", "--yes", "--skip-preview", "--stack", name], out);
    const { code, interrupted } = run;
    await sweep(name, stack, before).catch((error: unknown) =>
      // The next try, or the next run of verify, looks again.
      print(
        process.stderr,
        `Whether this run made anything twice could not be found out: ${error instanceof Error ? error.message : error}\n` +
          `Look again with: modern-auth verify ${name} --remove-orphans\n`,
      ),
    );
    const why = code === 0 || interrupted ? undefined : passingFailure(run);
    if (why === undefined || attempt >= retries) {
      const found = { tries: attempt + 1 };
      return code === 0
        ? { ...(await leftToPeople(name)), found }
        : { outcome: "failed", cause: engineFailure(run), found };
    }
    const seconds = pause * (attempt + 1);
    print(
      process.stderr,
      `\npulumi up failed by something that passes (${why}). Try ${attempt + 2} of ${retries + 1} in ${seconds} s.\n`,
    );
    await sleep(seconds * 1000);
  }
}

/** What no update can do: mail flows only once somebody has signed in for the incoming mail servers. */
async function leftToPeople(name: string): Promise<CommandAnswer> {
  const stack = await readStack(name).catch(() => undefined);
  // The update is done, whatever keeps its state from being read now.
  if (!stack) return { outcome: "ok", next: [{ kind: "modern-auth", words: ["verify", name] }] };
  const findings = await peopleFindings(name, erpReader(stack, limitedFetch));
  const next = eachOnce(findings.flatMap((finding) => finding.next));
  const lines = findings.map((finding) => {
    const { about, actual, fix } = findingText(finding, name);
    return fix && `Left to do: ${about}: ${actual}. Next: ${fix}\n`;
  });
  return { outcome: "ok", next, text: lines.join("") };
}

/** A new tenant's configuration is there before its stack. */
async function readOrInit(name: string): Promise<Stack> {
  try {
    return await readStack(name);
  } catch (error) {
    if (!(isPulumiError(error, "no-such-stack") && (await initStack(name)))) throw error;
    print(process.stderr, `Stack "${name}" is new: made in the state backend.\n`);
    return await readStack(name);
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
    print(process.stderr, `Removed the app registration ${id}: this run made it twice.\n`);
  }
  for (const { applicationId, keyId } of left.secrets) {
    await removePassword(graph, applicationId, keyId);
    print(
      process.stderr,
      `Removed the secret with key id ${keyId}: this run made it, and no state knows it.\n`,
    );
  }
}
