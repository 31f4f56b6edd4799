import type { MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import type { Candidate } from "./candidates.ts";
import { ErpError } from "./errors.ts";
import type { Evidence } from "./evidence.ts";
import { ROLE_LABELS, USE_OAUTH2_LABELS } from "./labels.ts";

/** One value whose field is not known for certain. */
export interface DiscoveryProblem {
  wanted: { provider: MailSystem; role: ErpRole } | "useOAuth2";
  /** Where the configuration pins it. */
  path: string;
  /** Several fields that fit equally well, or none; with an override, the field of that name. */
  matches: readonly Candidate[];
  /** What the configuration says already. */
  override?: string;
  /** Path of the other value that uses the same field. */
  sharedWith?: string;
}

/** The ERP does not say clearly which field holds what. Lists what there is, and how to pin it. */
export class DiscoveryError extends ErpError {
  override readonly name = "DiscoveryError";
  readonly problems: readonly DiscoveryProblem[];
  /** Fields that may be meant. */
  readonly candidates: readonly Candidate[];

  constructor(evidence: Evidence, all: readonly Candidate[], problems: readonly DiscoveryProblem[]) {
    const listed = worthListing(all, problems);
    super({ kind: "no-such-field", model: evidence.model, message: text(evidence, listed, problems) });
    this.problems = problems;
    this.candidates = listed;
  }
}

const MOST_LISTED = 30;
const PROVIDER_NAMES: Readonly<Record<MailSystem, string>> = { microsoft: "Microsoft", google: "Google" };

function worthListing(all: readonly Candidate[], problems: readonly DiscoveryProblem[]): Candidate[] {
  const box = problems.some(({ wanted }) => wanted === "useOAuth2");
  const types = box ? ["boolean"] : ["char", "text"];
  const matched = new Set(problems.flatMap(({ matches }) => matches.map(({ name }) => name)));
  const related = (field: Candidate): boolean =>
    field.inModule || field.onOAuthPage || field.useOAuth2 || field.role !== undefined;
  return all
    .filter((field) => matched.has(field.name) || (types.includes(field.type) && related(field)))
    .filter(({ name }) => name !== "display_name")
    .slice(0, MOST_LISTED);
}

function text(
  evidence: Evidence,
  listed: readonly Candidate[],
  problems: readonly DiscoveryProblem[],
): string {
  const { model } = evidence;
  return [
    `The ERP does not say clearly which field of ${model} holds:`,
    ...problems.map((problem) => `  ${describe(problem)}`),
    listed.length > 0 ? "Fields that may be meant:" : `No field of ${model} comes into question.`,
    ...listed.map((field) => `  ${row(field)}`),
    "Pin them in the configuration:",
    ...problems.map(
      ({ path, matches }) => `  ${path}: ${matches.map(({ name }) => name).join(" or ") || "<field>"}`,
    ),
    ...hints(evidence),
  ].join("\n");
}

function describe({ wanted, matches, override, sharedWith }: DiscoveryProblem): string {
  const what =
    wanted === "useOAuth2"
      ? `"${USE_OAUTH2_LABELS[0]}"`
      : `${PROVIDER_NAMES[wanted.provider]} "${ROLE_LABELS[wanted.role][0]}" (${wanted.role})`;
  if (sharedWith) return `${what}: "${override}" is already used for ${sharedWith}`;
  const [first] = matches;
  if (override !== undefined) {
    return first
      ? `${what}: the configured field "${override}" has the type ${first.type}`
      : `${what}: the configured field "${override}" does not exist, or the ERP user may not see it`;
  }
  return matches.length === 0
    ? `${what}: no field found`
    : `${what}: ${matches.length} fields fit equally well`;
}

function row({ name, label, type, size, page, group }: Candidate): string {
  const place = [page && `page "${page}"`, group && `group "${group}"`].filter(Boolean).join(", ");
  return `${name} — "${label}", ${type}${size ? ` (${size})` : ""}${place ? `, ${place}` : ""}`;
}

function hints({ moduleFields, form, model }: Evidence): string[] {
  return [
    ...(moduleFields?.size === 0 ? ["The module brings no field here: it may not be installed."] : []),
    ...(form === undefined
      ? [
          `The ERP user may not see the form of ${model} (over XML-RPC some versions show it to administrators only; JSON-RPC shows it: ` +
            "pulumi config set modernauth:erpProtocol jsonrpc --stack <stack>). So its groups are unknown.",
        ]
      : []),
    "Fields that the ERP user may not see are missing from this list: give the user the group « Administration / " +
      "Configuration » (base.group_system) and run again.",
  ];
}
