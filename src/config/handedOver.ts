import { z } from "zod";
import { email } from "./googleSchema.ts";
import { date, directoryId, meta } from "./keyMeta.ts";
import type { MailSystem } from "./rules/mailSystems.ts";
import { type NextStep, nextStepText } from "./rules/nextStep.ts";

const generation = z
  .int()
  .min(1)
  .optional()
  .meta(meta("the number of the secret that the vendor has entered", "1"));

/**
 * Which secrets the vendor has confirmed to have entered into an ERP that nobody else has access to, by their numbers; who said so,
 * and when. A secret of Microsoft's that is made again keeps its number, but not its key id. `modern-auth handover <stack> --vendor --confirmed` writes it.
 */
export const handedOverSchema = z.strictObject({
  microsoft: generation,
  microsoftKeyId: directoryId("the key id of Microsoft's secret of that number").optional(),
  google: generation,
  by: email,
  on: date,
});

export type HandedOver = z.output<typeof handedOverSchema>;

/** Secrets by their numbers, one for each system. */
export type SecretNumbers = Readonly<{ [System in MailSystem]?: number | undefined }> & {
  readonly microsoftKeyId?: string | undefined;
};

const SYSTEMS = ["microsoft", "google"] as const satisfies MailSystem[];

/** How far an ERP is that its vendor runs. */
export type VendorStatus = "pending vendor" | "handed over";

/**
 * Whether the vendor has entered the newest secret of every system. Before there is anything to hand over, the vendor has nothing.
 *
 * @param newest those that work, and may be handed over
 */
export function vendorStatus(newest: SecretNumbers, handedOver: SecretNumbers = {}): VendorStatus {
  const known = ([...SYSTEMS, "microsoftKeyId"] as const).filter((key) => newest[key] !== undefined);
  const confirmed = known.every((key) => newest[key] === handedOver[key]);
  return known.length > 0 && confirmed ? "handed over" : "pending vendor";
}

/** As "microsoft=2 google=1", which is how the command line takes it, too. */
export const numbersText = (numbers: SecretNumbers): string =>
  SYSTEMS.flatMap((system) => (numbers[system] === undefined ? [] : [`${system}=${numbers[system]}`])).join(
    " ",
  );

/** Hands the values over. */
export const handoverStep = (stack: string): Extract<NextStep, { kind: "modern-auth" }> => ({
  kind: "modern-auth",
  words: ["handover", stack, "--vendor", "--recipient", "<age public key>", "--out", "<file>"],
});

/** The same as a command. */
export const handoverCommand = (stack: string): string => nextStepText(handoverStep(stack), stack);
