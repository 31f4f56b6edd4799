import type { ConfigProblem } from "#config/configError.ts";
import { ERP_URL_KEY } from "#config/parse.ts";
import { type CalendarDate, daysBetween } from "#config/rules/dates.ts";
import { WARN_DAYS } from "#config/rules/defaults.ts";
import { mayHoldPassword } from "#config/rules/erpUrl.ts";
import { completeGenerations, dueFrom, newestFirst } from "#config/rules/generations.ts";
import { consolePage } from "#config/rules/googleConsole.ts";
import type { NextStep } from "#config/rules/nextStep.ts";
import { configProblems } from "#config/tenantProblems.ts";
import { entriesIn, type Settings } from "#config/tenantSettings.ts";
import { withUnquoted } from "#config/unquotedValues.ts";
import { recordOf } from "#fleet/drift/recorded.ts";
import type { Expiry } from "#fleet/results/result.ts";
import { writtenSettings } from "#stack/inventory/writtenSettings.ts";
import { recordedErp, recordedGoogleClient, recordedMicrosoft, type StackExport } from "#stack/state.ts";
import { signInSteps } from "#verify/erp/judge.ts";

/** What is known of one tenant without asking its systems. Holds no secret. */
export interface TenantView {
  tenant: string;
  file: string;
  /** The keys of the configuration, secrets as "(encrypted)". */
  configuration: Settings;
  /** What is not valid in it. */
  problems: readonly ConfigProblem[];
  /** Where the tenant's objects are. */
  objects: readonly { what: string; id: string; where: string }[];
  /** Those of the last update, secrets as "(secret)". */
  outputs: Readonly<Record<string, unknown>>;
  expiries: readonly (Expiry & { daysLeft: number })[];
  /** What the state backend has; null where it has no stack yet. */
  stack: { resources: number; lastUpdate?: string } | null;
  /** What comes next; empty where nothing does. */
  next: readonly NextStep[];
}

export interface KnownOfTenant {
  tenant: string;
  file: string;
  text: string;
  /** Why the file is no text. */
  damage?: string | undefined;
  project: string;
  /** Undefined where the backend has no stack yet. */
  exported: StackExport | undefined;
  today: CalendarDate;
}

/** Pure. */
export function tenantView({
  tenant,
  file,
  text,
  damage,
  project,
  exported,
  today,
}: KnownOfTenant): TenantView {
  const settings = damage === undefined ? writtenSettings(text, project) : undefined;
  const configuration = withoutPasswords(settings ?? {});
  const problems = settings ? problemsIn(tenant, settings, project, text) : [damaged(file, damage)];
  const outputs = outputsIn(exported);
  const { expiries = [], lastRun } = recordOf(exported ?? {});
  const resources = exported?.deployment?.resources?.length ?? 0;
  return {
    tenant,
    file,
    configuration,
    problems,
    objects: objectsOf(configuration, exported ?? {}),
    outputs,
    expiries: expiries.map((one) => ({ ...one, daysLeft: daysBetween(today, one.end as CalendarDate) })),
    stack: exported ? { resources, ...(lastRun ? { lastUpdate: lastRun } : {}) } : null,
    next:
      problems.length > 0
        ? problems.map(({ next }) => next)
        : resources === 0
          ? firstSteps(tenant)
          : [...nextSteps(tenant, configuration, outputs, today), ...signIns(tenant, exported ?? {})],
  };
}

const NOT_SHOWN = "(not shown: it may hold a password)";

/** What the files hold is shown, and some people write a password into an address. */
const withoutPasswords = (settings: Settings): Settings =>
  JSON.parse(JSON.stringify(settings), (key, value) => {
    if (typeof value !== "string") return value;
    return mayHoldPassword(value) || (key === ERP_URL_KEY && value.includes("@")) ? NOT_SHOWN : value;
  });

/** What makes a new tenant. */
export const firstSteps = (tenant: string): readonly NextStep[] => [
  { kind: "modern-auth", words: ["preflight", tenant] },
  { kind: "update" },
];

const damaged = (file: string, damage = "it is not YAML"): ConfigProblem => ({
  property: file,
  what: `is no configuration: ${damage}`,
  allowed: 'a file with the section "config", in UTF-8',
  next: { kind: "person", text: `git log -p -- ${file}` },
});

/** What the configuration lacks, as far as that can be said without decrypting anything. */
function problemsIn(
  tenant: string,
  settings: Settings,
  project: string,
  text: string,
): readonly ConfigProblem[] {
  const own = Object.entries(settings).filter(([key]) => !key.startsWith("pulumi:"));
  return configProblems(tenant, withUnquoted(entriesIn(Object.fromEntries(own)), project, text));
}

const ENTRA =
  "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId";

function objectsOf(
  { google, "modernauth:erpUrl": erp }: Settings,
  exported: StackExport,
): TenantView["objects"] {
  const { application } = recordedMicrosoft(exported);
  const client = recordedGoogleClient(exported);
  const project = (google as { project?: unknown } | null | undefined)?.project;
  return [
    ...(application
      ? [{ what: "app registration", id: application.clientId, where: `${ENTRA}/${application.clientId}` }]
      : []),
    ...(project
      ? [
          {
            what: "Google client",
            id: client ?? "none yet",
            where: consolePage("auth/clients", String(project)),
          },
        ]
      : []),
    ...(erp ? [{ what: "ERP", id: "", where: String(erp) }] : []),
  ];
}

const STACK = "pulumi:pulumi:Stack";
/** How a state marks a value of another kind than JSON has. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

const outputsIn = (exported: StackExport | undefined): Record<string, unknown> => {
  const stack = exported?.deployment?.resources?.find(({ type }) => type === STACK);
  return hideSecrets(stack?.outputs ?? {}) as Record<string, unknown>;
};

function hideSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideSecrets);
  if (value === null || typeof value !== "object") return value;
  if (SIGNATURE in value) return "(secret)";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideSecrets(inner)]));
}

/** Only the ERP knows whether somebody has signed in; `verify` asks it. */
const signIns = (tenant: string, exported: StackExport): NextStep[] =>
  recordedErp(exported)
    .servers.filter(({ kind, useOAuth2 }) => kind === "incoming" && useOAuth2)
    .flatMap(({ id }) =>
      signInSteps(tenant, String(id)).map((step) => ({
        ...step,
        note: `unless it is done: modern-auth verify ${tenant}`,
      })),
    );

/** What a person or a pipeline does next for a tenant that exists. */
function nextSteps(
  tenant: string,
  { microsoft }: Settings,
  outputs: Readonly<Record<string, unknown>>,
  today: CalendarDate,
): NextStep[] {
  const of = (output: string, key: string) =>
    (outputs[output] as Record<string, unknown> | null | undefined)?.[key];
  const { generations } = (microsoft ?? {}) as { generations?: unknown };
  const [newest] = newestFirst(completeGenerations(Array.isArray(generations) ? generations : []));
  const missing = of("microsoft", "missingConsent");
  // What the program itself has put out for people.
  const told = [of("google", "nextStep"), of("erp", "nextStep")].map((text) => String(text ?? ""));
  return [
    ...(Array.isArray(missing) && missing.length > 0
      ? [{ kind: "modern-auth", words: ["handover", tenant], note: "consent is missing" } as const]
      : []),
    ...told.filter((text) => text !== "").map((text) => ({ kind: "person", text }) as const),
    ...(newest && today >= dueFrom(newest, WARN_DAYS)
      ? [
          {
            kind: "modern-auth",
            words: ["rotate", tenant],
            note: `secret ${newest.number} ends ${newest.end}`,
          } as const,
        ]
      : []),
  ];
}
