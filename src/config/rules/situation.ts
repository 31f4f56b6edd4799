import type { Generation } from "./generations.ts";

/** Where the secrets of `microsoft.generations` are, beside the configuration. By their numbers. */
export interface Situation {
  /** Those that the state knows. */
  made: readonly number[];
  /** Those that Microsoft does not have any more, as far as that could be looked at. */
  gone: readonly number[];
  erp: HeldInErp;
}

export interface HeldInErp {
  /** Which one the ERP holds. `another` is none of this stack's; `hidden`: it shows nobody what it holds. */
  secret: number | "another" | "nothing" | "hidden";
  /** What Microsoft says to what the ERP holds, where it does not accept it. */
  refusal?: string;
  /** Which one was written to it last, as far as the state knows. */
  written?: number;
  /** Nobody but its vendor reaches it: `secret` is what the vendor has confirmed. */
  vendor?: true;
}

/** Before the first `pulumi up` there is nothing to look at. */
export const NOTHING_MADE: Situation = { made: [], gone: [], erp: { secret: "nothing" } };

/**
 * Whether the ERP works with this secret. Where it hides what it holds, what was written last counts, as in every preview.
 *
 * @returns true, or what stands against it
 */
export function inUse({ number }: Generation, { erp }: Situation): true | string {
  if (erp.secret === "hidden")
    return (
      erp.written === number || `the ERP hides its secret, and secret ${number} was not written to it yet`
    );
  if (erp.vendor && erp.secret !== number)
    return `the vendor has not confirmed secret ${number}${typeof erp.secret === "number" ? `, only secret ${erp.secret}` : ""}`;
  if (erp.secret !== number) return `${heldText(erp.secret)}, not secret ${number}`;
  return erp.refusal === undefined || `Microsoft does not accept what the ERP holds: ${erp.refusal}`;
}

/** What has to run next for the ERP to work with this secret. */
export const nextFor = ({ number }: Generation, { made, erp }: Situation): "up" | "handover" =>
  erp.vendor && made.includes(number) && erp.secret !== number ? "handover" : "up";

/** How it is known that the ERP works with a secret. */
export const holder = ({ erp }: Situation): string =>
  erp.vendor ? "the vendor has confirmed" : "the ERP holds";

function heldText(secret: Exclude<HeldInErp["secret"], "hidden">): string {
  if (secret === "nothing") return "the ERP holds no secret";
  if (secret === "another") return "the ERP holds a secret that is none of this stack's";
  return `the ERP still holds secret ${secret}`;
}
