import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createClientByHand } from "#sandbox/console.ts";
import { leaksBelow } from "#sandbox/leaks.ts";
import { startSandbox } from "#sandbox/sandbox.ts";
import { DevStack, STACK } from "#sandbox/stack.ts";
import { readDevConfig } from "#sandbox/tenant.ts";
import { diagnostics, isReal, type PlannedStep, plannedSteps, shortType } from "#stack/previewPlan.ts";
import { changeByHand, EXPECTED_DRIFT } from "./changes.ts";
import { Screen } from "./screen.ts";

const directory = fileURLToPath(new URL("../../.sandbox/demo", import.meta.url));
const screen = new Screen();

/** Something was not as this demonstration says it is. */
class NotSo extends Error {}

function must(condition: boolean, text: string): void {
  if (!condition) throw new NotSo(text);
  screen.good(text);
}

/** `npm start`: one tenant from nothing to drift found and repaired. Exits 0 only if all of it was really so. */
async function demonstrate(): Promise<void> {
  rmSync(directory, { recursive: true, force: true });
  const sandbox = await startSandbox({ directory });
  process.once("SIGINT", () => screen.say("Interrupted: letting the running command end cleanly …"));
  try {
    const stack = await DevStack.create(sandbox, directory);
    const config = readDevConfig();

    screen.step("What will be made for the new customer", "pulumi preview");
    const plan = await preview(stack, 0);
    show(plan);
    must(
      plan.every(({ op }) => op === "create"),
      `${plan.length} things to create in three systems, nothing to change`,
    );

    screen.step("It is made", "pulumi up");
    await up(stack);
    const outputs = await outputsOf(stack);
    must(
      outputs.google.status === "awaiting-console",
      "Microsoft and the ERP are done; Google awaits its console",
    );

    screen.step("The one step that Google lets no program do: create the OAuth client in its console");
    screen.say(outputs.google.nextStep);
    const download = createClientByHand(sandbox.google, config);
    const file = { input: JSON.stringify(download.content) };
    const imported = await stack.modernAuth(["google", "import", STACK, "-"], file);
    screen.say((imported.stdout || imported.stderr).trim());
    must(imported.code === 0, `the sandbox played that person: modern-auth google import ${STACK} -`);
    await up(stack);
    must(
      (await outputsOf(stack)).google.status === "proven",
      "Google accepts the client; the ERP holds its values",
    );

    screen.step("Nothing is left to do", "pulumi preview --expect-no-changes");
    must((await preview(stack, 0)).length === 0, "a clean preview, read from all three systems");

    screen.step("Somebody changes one thing by hand in each system");
    for (const text of changeByHand(sandbox, config)) screen.operation("update", text);

    screen.step("Drift is found", "pulumi preview --expect-no-changes");
    const drift = await preview(stack, 7);
    show(drift);
    const named = drift.map(
      ({ type, properties, inputs }) => `${type}: ${properties.join(", ") || `service ${inputs.service}`}`,
    );
    must(
      JSON.stringify(named.toSorted()) === JSON.stringify(EXPECTED_DRIFT.toSorted()),
      "exit code 7, and exactly the three things that were changed",
    );

    screen.step("Drift is repaired", "pulumi up");
    await up(stack);

    screen.step("All is as it should be again", "pulumi preview --expect-no-changes");
    must((await preview(stack, 0)).length === 0, "a clean preview");
    const secrets = sandbox.secrets();
    const leaks = leaksBelow(directory, secrets);
    must(
      leaks.length === 0,
      `none of the ${secrets.length} secrets that were used stands in clear in state, configuration or logs ${leaks}`,
    );
    console.log(ENDING);
  } finally {
    await sandbox.close();
  }
}

/** @throws NotSo when the exit code is another one */
async function preview(stack: DevStack, code: number): Promise<PlannedStep[]> {
  const expectation = code === 0 && !(await isMade(stack)) ? [] : ["--expect-no-changes"];
  const run = await stack.run(["preview", "--json", ...expectation]);
  if (run.code !== code) {
    throw new NotSo(
      `the preview ended with exit code ${run.code} instead of ${code}:\n${messages(run.stdout)}\n${run.stderr}`,
    );
  }
  return plannedSteps(run.stdout);
}

const isMade = async (stack: DevStack): Promise<boolean> =>
  Object.keys(JSON.parse((await stack.must(["stack", "output", "--json"])).stdout)).length > 0;

function messages(json: string): string {
  try {
    return diagnostics(json).join("\n");
  } catch {
    return json;
  }
}

/** Runs `pulumi up` and shows each operation as it ends. */
async function up(stack: DevStack): Promise<void> {
  let rest = "";
  const started = new Map<string, number>();
  const problems: string[] = [];
  const onOutput = (text: string): void => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) event(line);
  };
  const event = (line: string): void => {
    if (!line.startsWith("{")) return;
    const { resourcePreEvent, resOutputsEvent, diagnosticEvent } = JSON.parse(line);
    if (diagnosticEvent?.severity === "error") problems.push(diagnosticEvent.message);
    const metadata = (resourcePreEvent ?? resOutputsEvent)?.metadata;
    if (!metadata || !SHOWN.has(metadata.op) || !isReal(metadata.urn)) return;
    if (resourcePreEvent) started.set(metadata.urn, performance.now());
    else {
      const seconds = (performance.now() - (started.get(metadata.urn) ?? performance.now())) / 1000;
      screen.operation(
        metadata.op,
        `${shortType(metadata.urn)} ${metadata.urn.split("::").at(-1)}`,
        `${seconds.toFixed(1)} s`,
      );
    }
  };
  const run = await stack.run(["up", "--yes", "--skip-preview", "--json"], { onOutput });
  if (run.code !== 0)
    throw new NotSo(`pulumi up ended with exit code ${run.code}:\n${problems.join("\n")}\n${run.stderr}`);
}

const SHOWN = new Set(["create", "update", "delete", "replace", "import"]);

function show(steps: readonly PlannedStep[]): void {
  for (const { op, type, name, properties } of steps)
    screen.operation(op, `${type} ${name}`, properties.join(", "));
}

interface Outputs {
  google: { status: string; nextStep: string };
}

const outputsOf = async (stack: DevStack): Promise<Outputs> =>
  JSON.parse((await stack.must(["stack", "output", "--json"])).stdout) as Outputs;

const ENDING = `
All of that was really so. Where things are:
  index.ts, components/   the program: what a tenant consists of
  Pulumi.dev.yaml         the configuration of the tenant you just saw
  provider/, clients/     what talks to Microsoft, Google and the ERP
  sandbox/                the three systems you just saw, emulated on this machine
What to try next:
  npm run sandbox         keeps the three systems running: plain "pulumi preview", "up", "stack" from a second terminal
  npm test                proves all of this, and much more
  README.md               how to use it with a real tenant
`;

demonstrate().catch((error: unknown) => {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
