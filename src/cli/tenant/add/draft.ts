import { today } from "#cli/arguments.ts";
import { FIELD_NAMES, type Given } from "#config/tenantFields.ts";
import { type NewTenant, sourcesOf, tenantProblems } from "#config/tenantProblems.ts";
import { settingsOf } from "#config/tenantSettings.ts";
import { type Encoding, readInput } from "#config/text.ts";
import type { Tenant } from "#stack/inventory/inventory.ts";
import { clashesOf, existingOf } from "#stack/newTenants/admission.ts";
import type { DraftCheck, TenantDraft } from "./questions.ts";
import { asFlag } from "./report.ts";

/** The flags of `tenant add`, and those of the fields as commander names them. */
export interface AddOptions extends Readonly<Record<string, unknown>> {
  erpPasswordStdin?: true;
  fromCsv?: string;
  encoding?: Encoding;
  secretsProvider?: string;
  dryRun?: true;
}

/** Stands for a password that need not be known to see the file. */
export const LATER = "-";

/** Why arguments and options do not go together, or undefined when they do. Pure. */
export function addUsageProblem(name: string | undefined, options: AddOptions): string | undefined {
  if (options.fromCsv === undefined)
    return options.encoding && "--encoding goes together with --from-csv only";
  const more = [
    ...(name === undefined ? [] : ["a name"]),
    ...FIELD_NAMES.filter((field) => options[optionOf(field)] !== undefined).map((field) => `--${field}`),
    ...(options.erpPasswordStdin ? ["--erp-password-stdin"] : []),
  ];
  return more.length === 0
    ? undefined
    : `--from-csv does not go together with ${more.join(", ")}: the file says all`;
}

/** What flags and standard input say, and on a terminal answers to questions. @throws Error when somebody ends these */
export async function draftOf(
  name: string | undefined,
  options: AddOptions,
  project: string,
  inventory: readonly Tenant[],
): Promise<TenantDraft> {
  const given = FIELD_NAMES.map((field) => [field, options[optionOf(field)]] as const);
  const draft = {
    name: name ?? "",
    given: Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Given,
    password: options.dryRun ? LATER : options.erpPasswordStdin ? await passwordFromInput() : "",
  };
  if (!process.stdin.isTTY || !process.stderr.isTTY) return draft;
  const { askForMissing } = await import("./questions.ts");
  const check: DraftCheck = (answered, asked) => {
    const tenant = newTenant(answered);
    const problems = [
      ...[existingOf([tenant], inventory), clashesOf([tenant], inventory, project)].flatMap(
        (found) => found.get(tenant.name) ?? [],
      ),
      ...tenantProblems(tenant, asFlag),
    ];
    const problem = problems.find(({ property }) => sourcesOf(property).includes(asked));
    return problem && `${problem.what}. Allowed: ${problem.allowed}`;
  };
  return await askForMissing(draft, check, { input: process.stdin, output: process.stderr });
}

const passwordFromInput = async (): Promise<string> =>
  (await readInput({ fix: "Send it as UTF-8." })).replace(/\r?\n$/, "");

/** The tenant that a draft describes. */
export const newTenant = ({ name, given, password }: TenantDraft): NewTenant => ({
  name,
  settings: settingsOf(given, today()),
  ...(password ? { password } : {}),
});

/** "erp-url" is erpUrl to commander. */
const optionOf = (field: string): string =>
  field.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
