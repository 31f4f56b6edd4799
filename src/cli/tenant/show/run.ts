import { relative } from "node:path";
import { today } from "#cli/arguments.ts";
import { columns } from "#cli/columns.ts";
import { chooseTenants } from "#cli/many/choice.ts";
import { mustPulumi, PulumiError } from "#stack/pulumi.ts";
import type { StackExport } from "#stack/state.ts";
import { type TenantView, tenantView } from "./view.ts";

export async function showTenant(name: string, { json }: { json?: true }): Promise<void> {
  const chosen = await chooseTenants([name], {});
  const tenant = chosen?.tenants.find((one) => one.name === name);
  if (!chosen || !tenant) return;
  const view = tenantView({
    tenant: name,
    file: relative(process.cwd(), tenant.file),
    text: tenant.text,
    project: chosen.project.name,
    exported: await exportedState(name),
    today: today(),
  });
  process.stdout.write(json ? `${JSON.stringify(view)}\n` : text(view));
}

/** The state, secrets encrypted; undefined where the backend has no such stack. @throws PulumiError when it does not answer */
export async function exportedState(stack: string): Promise<StackExport | undefined> {
  try {
    return JSON.parse(await mustPulumi(["stack", "export", "--stack", stack]));
  } catch (error) {
    if (error instanceof PulumiError && error.noSuchStack) return undefined;
    throw error;
  }
}

/** For people. Pure. */
export function text({
  tenant,
  file,
  configuration,
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
    `\nNext:\n${next.map((step) => `  ${step.trim().replaceAll("\n", "\n  ")}\n`).join("")}`,
  ].join("");
}

const section = (title: string, rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? "" : `\n${title}\n${columns(rows).replace(/^/gm, "  ").trimEnd()}\n`;

/** Nested values as rows such as ["microsoft.tenantId", "…"]. */
function flattened(value: unknown, path = ""): string[][] {
  if (value === null || typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
    return value.length > 0 ? [[path, value.join(", ")]] : [];
  return Object.entries(value).flatMap(([key, inner]) =>
    flattened(inner, Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key),
  );
}
