import type { SecretNumbers } from "#config/handedOver.ts";
import type { HeldInErp, Situation } from "#config/rules/situation.ts";
import { type RecordedSecrets, recordedSecrets } from "#stack/secrets.ts";
import type { StackExport } from "#stack/state.ts";

/**
 * Where a stack's secrets are as the state alone says, without asking anybody.
 *
 * @param exported with its secrets in clear
 * @param handedOver what the vendor has confirmed; undefined where this program writes into the ERP
 */
export function recordedSituation(exported: StackExport, handedOver?: SecretNumbers): Situation {
  const recorded = recordedSecrets(exported);
  const erp: HeldInErp = handedOver
    ? { secret: confirmedNumber(recorded, handedOver) ?? "nothing", vendor: true }
    : { secret: "hidden", ...writtenNumber(recorded) };
  return { made: [...recorded.secrets.keys()], gone: [], erp };
}

/** Of the secret that the vendor has confirmed, if that is still the same one: made again it would have another key id. */
export const confirmedNumber = (
  { secrets }: RecordedSecrets,
  { microsoft = 0, microsoftKeyId }: SecretNumbers = {},
): number | undefined =>
  secrets.get(microsoft)?.keyId === (microsoftKeyId ?? "none") ? microsoft : undefined;

/** Which secret was written to the ERP last, as far as the state knows. */
export function writtenNumber(recorded: RecordedSecrets): { written?: number } {
  const number = numberOf(recorded, (value) => value === recorded.written);
  return number === undefined ? {} : { written: number };
}

export const numberOf = (
  { secrets }: RecordedSecrets,
  matches: (value: string) => boolean,
): number | undefined => [...secrets].find(([, { value }]) => matches(value))?.[0];
