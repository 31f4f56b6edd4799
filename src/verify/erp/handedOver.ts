import {
  type HandedOver,
  handoverCommand,
  numbersText,
  type SecretNumbers,
  vendorStatus,
} from "#config/handedOver.ts";
import type { Finding } from "../finding.ts";
import { judging } from "../judging.ts";

const { finding, ok } = judging("erp");

/**
 * An ERP that nobody but its vendor reaches: what the vendor has confirmed is all there is to say of it. Pure.
 *
 * @param newest the secrets that work, and may be handed over
 */
export function judgeHandedOver(
  stack: string,
  newest: SecretNumbers,
  handedOver: HandedOver | undefined,
): Finding {
  const check = "handedOver";
  const wanted = `the newest secrets, confirmed by the vendor: ${numbersText(newest) || "none yet"}`;
  const remade =
    handedOver?.microsoft === newest.microsoft && handedOver?.microsoftKeyId !== newest.microsoftKeyId;
  const actual = handedOver
    ? `${numbersText(handedOver)}, as ${handedOver.by} said on ${handedOver.on}; ` +
      (remade ? "Microsoft's was made again since" : "nobody can look")
    : "the vendor has confirmed nothing";
  return vendorStatus(newest, handedOver) === "handed over"
    ? ok(check, wanted, actual)
    : finding(check, "warn", wanted, actual, handoverCommand(stack));
}
