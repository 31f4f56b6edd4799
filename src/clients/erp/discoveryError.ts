import type { NextStep } from "#config/rules/nextStep.ts";
import type { Brought } from "./brought.ts";
import { type Candidate, isBox, isText } from "./candidates.ts";
import { install, MOST_LISTED, refusalText, VENDOR_ENTERS } from "./discoveryText.ts";
import { ErpError } from "./errors.ts";
import { fieldPin } from "./pin.ts";
import type { DiscoveryProblem, Refusal } from "./refusal.ts";
import { type WayOut, wayOut } from "./wayOut.ts";

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
    const out = wayOut(refusal, listed, brought);
    const property = problems[0]?.path ?? "erp.fields";
    super({
      kind: "no-such-field",
      model: evidence.model,
      message: refusalText(refusal, listed, brought, out),
    });
    this.problems = problems;
    this.advice = { what: this.message, property, next: nextStep(out, evidence.module, property) };
    this.candidates = listed;
  }
}

const RIGHTS: NextStep = {
  kind: "person",
  text: 'give the ERP user the right "Administration / Settings" in the ERP, then: pulumi up --stack <stack>',
};

function nextStep(out: WayOut, module: string, path: string): NextStep {
  switch (out.kind) {
    case "install":
      return install(`the module ${module} is not installed: its state in the ERP is "${out.state}"`);
    case "perhaps-install":
      return install("the module brings no field: it may not be installed");
    case "rights":
      return RIGHTS;
    case "elsewhere":
      return VENDOR_ENTERS;
    case "pin":
      return fieldPin(path, "<field>");
  }
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
