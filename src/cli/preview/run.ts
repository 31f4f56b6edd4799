import { plannedText } from "#fleet/forms/summary.ts";
import { EngineError, type EngineRun, runEngineQuietly } from "#stack/engineRun.ts";
import { withThrowAwayStack } from "#stack/newStack.ts";
import { demandPlugins } from "#stack/plugins.ts";
import type { PlannedChange } from "#stack/previewPlan.ts";
import { diagnostics, isFirst, plannedSteps } from "#stack/previewPlan.ts";
import type { CommandAnswer } from "../answer.ts";

/** What the engine plans for one tenant. */
export interface Preview {
  planned: PlannedChange[];
  /** Warnings and other messages of the run. */
  messages: string[];
  /** Whether anything differs; also true where only what Pulumi itself keeps does, such as the version of a provider. */
  changes: boolean;
  /** Whether no update has made anything yet. */
  first: boolean;
}

export async function previewAnswer(name: string): Promise<CommandAnswer> {
  const { first, ...found } = await previewStack(name);
  const { planned, messages, changes } = found;
  return {
    ...(first
      ? { outcome: "not-provisioned", cause: { kind: "not-provisioned" } }
      : { outcome: changes ? "drift" : "ok" }),
    ...(changes && planned.length === 0 ? { cause: { kind: "only-own" } } : {}),
    next: changes ? [{ kind: "update" }] : [],
    found,
    text: previewText(name, found),
    aside: messages.map((message) => `${message}\n`).join(""),
  };
}

/**
 * How a stack is previewed. The program says how providers are reached while the real systems are read; the engine would otherwise start
 * every plugin once more for that, with the settings that the last update had.
 */
export const PREVIEW = ["preview", "--run-program", "--expect-no-changes"];

/** Asks the engine what an update of a stack would change. @throws EngineError with the engine's words */
async function previewStack(name: string): Promise<Preview> {
  await demandPlugins(name);
  const args = [...PREVIEW, "--json", "--stack", name];
  const run = await runEngineQuietly(args);
  if (run.code !== NO_SUCH_STACK) return readPreview(run);
  const asNew = await withThrowAwayStack(name, ({ env, configFile }) =>
    runEngineQuietly([...args, "--config-file", configFile], env),
  );
  return readPreview(asNew ?? run);
}

const [CHANGES, NO_SUCH_STACK] = [7, 6];

function readPreview(run: EngineRun): Preview {
  const { code, stdout, stderr } = run;
  const printed = stdout.startsWith("{") ? stdout : "{}";
  const messages = diagnostics(printed);
  if (code !== 0 && code !== CHANGES) {
    const words = [...messages, stderr.trim()].join("\n").trim();
    throw new EngineError(words, { ...run, stdout: words, stderr: "" });
  }
  const planned = plannedSteps(printed).map(({ op, type, name, properties }) => ({
    op,
    type,
    name,
    properties,
  }));
  return { planned, messages, changes: code === CHANGES, first: isFirst(printed) };
}

function previewText(name: string, { planned, changes }: Omit<Preview, "first">): string {
  const count = planned.length === 1 ? "1 change" : `${planned.length} changes`;
  const headline = changes && planned.length === 0 ? "only what Pulumi itself keeps would change" : count;
  return [
    `Stack "${name}": ${changes ? headline : "nothing would change"}`,
    ...planned.map((change) => `  ${plannedText(change)}`),
    "",
  ].join("\n");
}
