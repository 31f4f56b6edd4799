import { configSet, configSetSecret, type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import { ErpError, type ErpErrorKind } from "./errors.ts";

/** Where in the stack configuration a failure of the ERP can be put right, and how. */
export interface Place {
  /** e.g. "erp.company"; absent where no setting is to blame. */
  property?: string;
  next: NextStep;
}

const set = (property: string, value: string): Place => ({ property, next: configSet(property, value) });
const url = set("modernauth:erpUrl", "https://<address of the ERP>");

/** The address was right: somebody answered there, and no setting changes what went wrong. */
const LATER: Place = { next: { kind: "retry" } };

const PLACES: Partial<Record<ErpErrorKind, Place>> = {
  unreachable: url,
  lost: LATER,
  timeout: LATER,
  busy: LATER,
  redirect: url,
  html: url,
  "unknown-database": set("modernauth:erpDatabase", "<database>"),
  "login-refused": {
    property: "modernauth:erpLogin, modernauth:erpPassword",
    next: configSetSecret("modernauth:erpPassword"),
  },
  "no-rights": {
    property: "modernauth:erpLogin",
    next: {
      kind: "person",
      text: 'give that user the right "Administration / Settings" in the ERP, then: pulumi up --stack <stack>',
    },
  },
};

/** The same failure, led in by the configuration's property and ended by what to do next. */
export function withAdvice(error: unknown, place?: Place): unknown {
  if (!(error instanceof ErpError)) return error;
  const chosen = placeOf(error) ?? place;
  if (!chosen || error.advice) return error;
  const { property } = chosen;
  const sentence = /[.!?…]$/.test(error.message) ? error.message : `${error.message}.`;
  const instead =
    property === undefined || error.instead === undefined ? undefined : configSet(property, error.instead);
  const next = error.remedy ?? instead ?? chosen.next;
  error.advice = { what: property ? `${property}: ${sentence}` : sentence, ...chosen, next };
  error.message = `${error.advice.what} Fix: ${nextStepText(next)}`;
  return error;
}

/** An ERP that says itself that its database is away has an address that is right. */
const placeOf = ({ kind, originalName }: ErpError): Place | undefined =>
  kind === "unreachable" && originalName ? LATER : PLACES[kind];

/** Runs one step and says of its failure where it can be put right. @param place for failures that have no place of their own */
export async function advised<T>(step: Promise<T>, place?: Place): Promise<T> {
  try {
    return await step;
  } catch (error) {
    throw withAdvice(error, place);
  }
}

export const COMPANY: Place = set("erp.company", "<exact name or id>");
export const serverPlace = (kind: "incoming" | "outgoing", index: number): Place =>
  set(`erp.${kind}Servers[${index}]`, "<exact name or id>");
