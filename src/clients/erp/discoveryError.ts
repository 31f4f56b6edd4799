import type { NextStep } from "#config/rules/nextStep.ts";
import type { Brought } from "./brought.ts";
import { type Candidate, isBox, isText } from "./candidates.ts";
import { install, isMissing, MOST_LISTED, refusalText, VENDOR_ENTERS } from "./discoveryText.ts";
import { ErpError } from "./errors.ts";
import { fieldPin } from "./pin.ts";
import { bringsAnything, type DiscoveryProblem, type Refusal } from "./refusal.ts";

/** The ERP does not say clearly which field holds what. Lists what there is, and how to pin it. */
export class DiscoveryError extends ErpError {
  override readonly name = "DiscoveryError";
  readonly problems: readonly DiscoveryProblem[];
  /** Fields that may be meant. */
  readonly candidates: readonly Candidate[];

  /** @param brought what the module did bring, where none of it is recognised */
  constructor(refusal: Refusal, brought?: Brought) {
    const { evidence, problems } = refusal;
    const listed = worthListing(refusal);
    super({ kind: "no-such-field", model: evidence.model, message: refusalText(refusal, listed, brought) });
    this.problems = problems;
    this.advice = {
      what: this.message,
      property: problems[0]?.path ?? "erp.fields",
      next: nextStep(refusal, listed, brought),
    };
    this.candidates = listed;
  }
}

function nextStep(
  { evidence, problems }: Refusal,
  listed: readonly Candidate[],
  brought: Brought | undefined,
): NextStep {
  const state = brought?.state;
  if (isMissing(brought))
    return install(`the module ${evidence.module} is not installed: its state in the ERP is "${state}"`);
  if (state === undefined && evidence.owners && !bringsAnything(evidence))
    return install("the module brings no field: it may not be installed");
  const [first] = problems;
  if (!first || (state !== undefined && listed.length === 0)) return VENDOR_ENTERS;
  return fieldPin(first.path, "<field>");
}

function worthListing({ all, problems }: Refusal): Candidate[] {
  const fits = problems.some(({ wanted }) => wanted === "useOAuth2") ? isBox : isText;
  const named = new Set(
    problems.flatMap(({ matches, elsewhere = [], unnamed = [] }) =>
      [...matches, ...elsewhere, ...unnamed].map(({ name }) => name),
    ),
  );
  const related = (field: Candidate): boolean =>
    field.inModule || field.onOAuthPage || field.useOAuth2 || field.role !== undefined;
  return all
    .filter((field) => named.has(field.name) || (fits(field) && related(field)))
    .filter(({ name }) => name !== "display_name")
    .slice(0, MOST_LISTED);
}
