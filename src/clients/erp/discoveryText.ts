import type { MailSystem } from "#config/rules/mailSystems.ts";
import { configSet, type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import type { Brought, BroughtField } from "./brought.ts";
import type { Candidate } from "./candidates.ts";
import type { Evidence } from "./evidence.ts";
import { ROLE_LABELS, USE_OAUTH2_LABELS } from "./labels.ts";
import { isInstalled } from "./module.ts";
import type { FieldOrigin } from "./onePlace.ts";
import { fieldPin } from "./pin.ts";
import type { DiscoveryProblem, Refusal } from "./refusal.ts";
import type { WayOut } from "./wayOut.ts";

export const MOST_LISTED = 30;
/** Where the ERP keeps the values in no field that could be pinned. */
export const VENDOR_ENTERS = configSet("erp.access", "vendor");
export const install = (why?: string): NextStep => configSet("erp.installModule", "true", why);
const PROVIDER_NAMES: Readonly<Record<MailSystem, string>> = { microsoft: "Microsoft", google: "Google" };

/** What a person reads. */
export function refusalText(
  { evidence, problems }: Refusal,
  listed: readonly Candidate[],
  brought: Brought | undefined,
  out: WayOut,
): string {
  const { model } = evidence;
  return [
    `The ERP does not say clearly which field of ${model} holds:`,
    ...problems.map((problem) => `  ${describe(problem)}`),
    ...(problems.some(isMixed) ? [ONE_PLACE] : []),
    listed.length > 0 ? "Fields that may be meant:" : `No field of ${model} comes into question.`,
    ...listed.map((field) => `  ${row(field)}`),
    ...(brought ? broughtText(brought, model) : []),
    ...outText(out, problems),
    ...hints(evidence, out),
  ].join("\n");
}

const isMixed = ({ apart, elsewhere = [] }: DiscoveryProblem): boolean =>
  apart === true || elsewhere.length > 0;

const ONE_PLACE =
  "The values of one system come from one place: one module, or one page or group of the form. A field of another place may be somebody " +
  "else's, and is taken only where it is pinned.";

function outText(out: WayOut, problems: readonly DiscoveryProblem[]): string[] {
  switch (out.kind) {
    case "install":
      return [`Have it installed: ${nextStepText(install())}`];
    case "rights":
      return [`The ERP user may not see: ${out.fields.join(", ")}.`];
    case "elsewhere":
      return [NOTHING_TO_PIN];
    default:
      return ["Pin them in the configuration:", ...problems.flatMap(pinLines)];
  }
}

const NOTHING_TO_PIN =
  `Nothing of it can be pinned. If the ERP keeps the values elsewhere, have them entered by who runs it: ${nextStepText(VENDOR_ENTERS)}. Or choose ` +
  "the profile of such an ERP, or add one: docs/erp-profiles.md.";

/** What may be pinned, and the command, in which a person puts the field: to name one would be to guess. */
function pinLines({ path, matches, override, elsewhere = [], unnamed = [] }: DiscoveryProblem): string[] {
  const choices = matches.length > 0 ? matches : [...unnamed, ...elsewhere];
  const names = override === undefined ? choices.map(({ name }) => name) : [];
  return [`  ${path}: ${names.join(" or ") || "<field>"}`, `    ${nextStepText(fieldPin(path, "<field>"))}`];
}

function describe(problem: DiscoveryProblem): string {
  const { wanted, matches, override, sharedWith, place, elsewhere = [], apart } = problem;
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
  if (apart && first)
    return `${what}: ${first.name} is not known to be of one place with the others: ${whereOf(first)}`;
  if (matches.length > 0) return `${what}: ${matches.length} fields fit equally well`;
  if (elsewhere.length === 0) return `${what}: no field found`;
  const others = elsewhere.map((field) => `${field.name} (${whereOf(field)})`).join(", ");
  return `${what}: no field found${place ? ` in ${placeText(place)}` : ""}; in another place: ${others}`;
}

const placeText = (place: FieldOrigin): string =>
  "module" in place ? `the module ${place.module}` : `the page "${place.page}"`;

const whereOf = ({ modules, page, group }: Candidate): string =>
  [
    modules?.length ? `module ${modules.join(", ")}` : modules ? "made by hand" : "of an unknown module",
    ...placed(page, group),
  ].join(", ");

const placed = (page: string | undefined, group: string | undefined): string[] =>
  [page && `page "${page}"`, group && `group "${group}"`].filter((part) => typeof part === "string");

function row({ name, label, type, size, page, group }: Candidate): string {
  const place = placed(page, group).join(", ");
  return `${name} — "${label}", ${type}${size ? ` (${size})` : ""}${place ? `, ${place}` : ""}`;
}

const SETTINGS = "res.config.settings";
const LISTS = ["one2many", "many2many", "many2one"];

/** What the module did bring, so that a person sees where the values are kept. */
function broughtText({ module, state, fields }: Brought, model: string): string[] {
  if (state !== undefined && !isInstalled(state))
    return [`The module ${module} is not installed: its state in the ERP is "${state}".`];
  if (!fields || fields.length === 0)
    return state === undefined ? [] : [`The module ${module} is installed, and brings no fields of its own.`];
  const ofModel = fields.filter((field) => field.model === model);
  const settings = fields.filter((field) => field.model === SETTINGS);
  const others = fields.filter((field) => field.model !== model && field.model !== SETTINGS);
  const line = (
    what: string,
    of: readonly BroughtField[],
    named: (field: BroughtField) => string,
  ): string[] => (of.length === 0 ? [] : [`  ${what}: ${of.slice(0, MOST_LISTED).map(named).join(", ")}`]);
  const models = [...new Set(others.map((field) => field.model))];
  return [
    `The module ${module} is installed, and brings:`,
    ...models.flatMap((name) =>
      line(
        `model ${name}`,
        others.filter((field) => field.model === name),
        (field) => field.name,
      ),
    ),
    ...line(
      `fields of ${model}`,
      ofModel.filter(({ type }) => !LISTS.includes(type)),
      fieldText,
    ),
    ...line(
      `lists and links of ${model}`,
      ofModel.filter(({ type }) => LISTS.includes(type)),
      fieldText,
    ),
    ...line("settings", settings, fieldText),
  ];
}

const fieldText = ({ name, label, type }: BroughtField): string => `${name} — "${label}", ${type}`;

function hints({ owners, form, model }: Evidence, out: WayOut): string[] {
  return [
    ...(out.kind === "perhaps-install" ? ["The module brings no field here: it may not be installed."] : []),
    ...(owners === undefined
      ? [
          "The ERP user may not see which module a field is of (ir.model.data): only the form decides then, and it must leave nothing open.",
        ]
      : []),
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
