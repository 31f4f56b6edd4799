import { relative } from "node:path";
import type { CommandAnswer } from "#cli/answer.ts";
import { today } from "#cli/arguments.ts";
import { chooseTenants } from "#cli/many/choice.ts";
import { columnsText, WrongUsage } from "#cli/terminal.ts";
import { problemText } from "#config/configError.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { unknownTenant } from "#stack/inventory/selection.ts";
import { isPulumiError, mustPulumi } from "#stack/pulumi.ts";
import type { StackExport } from "#stack/state.ts";
import { type TenantView, tenantView } from "./view.ts";

export async function showTenant(name: string): Promise<CommandAnswer> {
  const { inventory, project } = await chooseTenants([name], {});
  // A name that is a pattern may choose others only.
  const tenant = inventory.find((one) => one.name === name);
  if (!tenant) throw new WrongUsage(`error: ${unknownTenant(inventory, name)}`);
  const { next, ...view } = tenantView({
    tenant: name,
    file: relative(process.cwd(), tenant.file),
    text: tenant.text,
    damage: tenant.damage,
    project: project.name,
    exported: await exportedState(name),
    today: today(),
  });
  return { outcome: "ok", next, found: view, text: tenantText({ ...view, next }) };
}

/** The state, secrets encrypted; undefined where the backend has no such stack. @throws PulumiError when it does not answer */
export async function exportedState(stack: string): Promise<StackExport | undefined> {
  try {
    return JSON.parse(await mustPulumi(["stack", "export", "--stack", stack]));
  } catch (error) {
    if (isPulumiError(error, "no-such-stack")) return undefined;
    throw error;
  }
}

/** For people. Pure. */
export function tenantText({
  tenant,
  file,
  configuration,
  problems,
  objects,
  outputs,
  expiries,
  stack,
  next,
}: TenantView): string {
  const state = stack
    ? `${stack.resources} resources${stack.lastUpdate ? `, last update ${stack.lastUpdate}` : ""}`
    : "no stack yet";
  return [
    `Tenant "${tenant}": ${file}, ${state}\n`,
    section("Configuration", flattened(configuration)),
    section(
      "Where its objects are",
      objects.map(({ what, id, where }) => [what, id, where]),
    ),
    section("Outputs of the last update", flattened(outputs)),
    section(
      "Secrets",
      expiries.map(({ what, end, daysLeft }) => [`microsoft ${what}`, `ends ${end}`, `in ${daysLeft} days`]),
    ),
    `\nNext:\n${nextLines({ tenant, problems, next })
      .map((line) => `  ${line}\n`)
      .join("")}`,
  ].join("");
}

const section = (title: string, rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? "" : `\n${title}\n${columnsText(rows).replace(/^/gm, "  ").trimEnd()}\n`;

/** What comes next; of a configuration that is not valid everything that is wrong with it. */
function nextLines({ tenant, problems, next }: Pick<TenantView, "tenant" | "problems" | "next">): string[] {
  if (problems.length > 0)
    return ["Mend the configuration:", ...problems.map((problem) => problemText(problem, tenant))].flatMap(
      (text) => text.trim().split("\n"),
    );
  const lines = next.map((step) => nextStepText(step, tenant));
  return lines.length > 0 ? lines : [`nothing; to prove it: modern-auth verify ${tenant}`];
}

/** Nested values as rows such as ["microsoft.tenantId", "…"]. */
function flattened(value: unknown, path = ""): string[][] {
  if (value === null || typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
    return value.length > 0 ? [[path, value.join(", ")]] : [];
  return Object.entries(value).flatMap(([key, inner]) =>
    flattened(inner, Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key),
  );
}
