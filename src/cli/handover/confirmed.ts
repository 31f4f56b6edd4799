import { type HandedOver, handoverStep, numbersText, vendorStatus } from "#config/handedOver.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import { type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import { madeSecrets, provenNumbers, provenSecrets } from "#stack/provenSecrets.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { readStack } from "#stack/stack.ts";
import type { StackExport } from "#stack/state.ts";
import type { CommandAnswer } from "../answer.ts";
import { requireVendor } from "./vendor.ts";

/** Which secrets the vendor says to have entered. */
export type Confirmed = { [System in MailSystem]?: number };

/**
 * Records what the vendor has confirmed. The numbers have to be said: a newer secret may have been made since the text was sent, and
 * taking that for confirmed would let the one that the vendor works with be retired.
 *
 * @throws Error naming the secrets there are, when a number is none of them
 */
export async function recordConfirmed(
  stack: string,
  confirmed: Confirmed,
  { by, on }: { by: string; on: CalendarDate },
): Promise<CommandAnswer> {
  const { config, exported } = await readStack(stack);
  requireVendor(stack, config);
  const keyIds = (Object.entries(confirmed) as [MailSystem, number][]).map(
    ([system, number]) => madeSecret(exported, system, number).keyId,
  );
  const [microsoftKeyId] = keyIds.filter((keyId) => keyId !== undefined);
  const handedOver: HandedOver = {
    ...config.erp.handedOver,
    ...confirmed,
    ...(microsoftKeyId ? { microsoftKeyId } : {}),
    by,
    on,
  };
  const pairs = Object.entries(handedOver).flatMap(([key, value]) => [
    "--plaintext",
    `erp.handedOver.${key}=${value}`,
  ]);
  await mustPulumi(["config", "set-all", "--path", ...pairs, "--stack", stack]);
  const done = vendorStatus(provenNumbers(provenSecrets(config, exported)), handedOver) === "handed over";
  const next: NextStep = done
    ? { kind: "update", note: "its output erp.status follows" }
    : handoverStep(stack);
  return {
    outcome: "ok",
    next: [next],
    found: { confirmed, by, on },
    text:
      `Stack "${stack}": recorded that the vendor has entered ${numbersText(confirmed)}, as ${by} said on ${on}.\n` +
      `Next: ${nextStepText(next, stack)}\n`,
  };
}

function madeSecret(exported: StackExport, system: MailSystem, number: number): { keyId?: string } {
  const made = madeSecrets(exported, system).toSorted((a, b) => a.number - b.number);
  const found = made.find((one) => one.number === number);
  if (found) return found;
  throw new Error(
    `--confirmed: "${system}=${number}" is not allowed: the state has no such secret. ` +
      `Allowed: ${made.map((one) => `${system}=${one.number}`).join(", ") || `nothing of ${system} yet`}.`,
  );
}
