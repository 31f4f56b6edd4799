import { plannedText } from "#fleet/forms/summary.ts";
import { type EngineRun, runEngineQuietly } from "#stack/engineRun.ts";
import { withThrowAwayStack } from "#stack/newStack.ts";
import type { PlannedChange } from "#stack/previewPlan.ts";
import { diagnostics, ONLY_OWN, plannedSteps } from "#stack/previewPlan.ts";

/** What the engine plans for one tenant. */
export interface Preview {
  planned: PlannedChange[];
  /** Warnings and other messages of the run. */
  messages: string[];
  /** Whether anything differs; also true where only what Pulumi itself keeps does, such as the version of a provider. */
  changes: boolean;
}

export async function printPreview(name: string, { json }: { json?: true }): Promise<void> {
  const found = await previewStack(name);
  if (!json) for (const message of found.messages) process.stderr.write(`${message}\n`);
  process.stdout.write(json ? `${JSON.stringify({ stack: name, ...found })}\n` : text(name, found));
  if (found.changes) process.exitCode = 7;
}

/**
 * How a stack is previewed. The program says how providers are reached while the real systems are read; the engine would otherwise start
 * every plugin once more for that, with the settings that the last update had.
 */
export const PREVIEW = ["preview", "--run-program", "--expect-no-changes"];

/** Asks the engine what an update of a stack would change. @throws Error with the engine's words */
export async function previewStack(name: string): Promise<Preview> {
  const args = [...PREVIEW, "--json", "--stack", name];
  const run = await runEngineQuietly(args);
  if (run.code !== NO_SUCH_STACK) return readPreview(run);
  const asNew = await withThrowAwayStack(name, ({ env, configFile }) =>
    runEngineQuietly([...args, "--config-file", configFile], env),
  );
  return readPreview(asNew ?? run);
}

const [CHANGES, NO_SUCH_STACK] = [7, 6];

function readPreview({ code, stdout, stderr }: EngineRun): Preview {
  const printed = stdout.startsWith("{") ? stdout : "{}";
  const messages = diagnostics(printed);
  if (code !== 0 && code !== CHANGES) throw new Error([...messages, stderr.trim()].join("\n").trim());
  const planned = plannedSteps(printed).map(({ op, type, name, properties }) => ({
    op,
    type,
    name,
    properties,
  }));
  return { planned, messages, changes: code === CHANGES };
}

function text(name: string, { planned, changes }: Preview): string {
  const count = planned.length === 1 ? "1 change" : `${planned.length} changes`;
  const headline = changes && planned.length === 0 ? ONLY_OWN : count;
  return [
    `Stack "${name}": ${changes ? headline : "nothing would change"}`,
    ...planned.map((change) => `  ${plannedText(change)}`),
    "",
  ].join("\n");
}
