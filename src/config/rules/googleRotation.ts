import { addDays, type CalendarDate } from "./dates.ts";

/** What Google says to one of the client's secrets. */
export type SecretState = "accepted" | "refused" | "unknown";

/** Which of the client's secrets the ERP holds; `hidden` where it shows nobody, `unknown` where it could not be asked. */
export type GoogleSecretHeld = "newest" | "older" | "another" | "nothing" | "hidden" | "unknown";

export interface RotationSituation {
  newest?: { state: SecretState; since?: CalendarDate };
  /** Only during a rotation. */
  older?: { state: SecretState };
  /** Whether an update has proven the newest one and passed it on, or could hand it over, as the stack's state has it. */
  passedOn: boolean;
  erp: GoogleSecretHeld;
  /** Nobody but its vendor reaches the ERP: `erp` is what the vendor has confirmed. */
  vendor?: true;
}

/**
 * Where a rotation is, by what has to happen next:
 * - `import-first`: there is no client yet
 * - `none`: the secret is young, and nothing needs to happen
 * - `add`: a person adds a second secret in the console, and imports it
 * - `up`: `pulumi up` proves it and gives it to the ERP
 * - `handover`: the vendor, who alone reaches the ERP, is given it
 * - `soak`: the ERP works with it; wait, so that a mistake can still be taken back
 * - `disable`: a person disables the older secret in the console
 * - `drop`: Google refuses the older one; it is taken out of the configuration
 * - `broken`: Google refuses the newer one
 * - `unknown`: something could not be asked
 */
export type RotationStep =
  | "import-first"
  | "none"
  | "add"
  | "up"
  | "handover"
  | "soak"
  | "disable"
  | "drop"
  | "broken"
  | "unknown";

/** The step that comes next, at whatever point the last one was left. Pure. @param soakUntil first day without waiting */
export function rotationStep(
  { newest, older, passedOn, erp, vendor }: RotationSituation,
  { today, soakUntil }: { today: CalendarDate; soakUntil: CalendarDate },
): RotationStep {
  if (!newest) return "import-first";
  if (newest.state === "refused") return "broken";
  if (!older) return newest.since && ageOf(newest.since, today) === "young" ? "none" : "add";
  if (newest.state === "unknown") return "unknown";
  if (erp === "unknown") return "unknown";
  const inUse = erp === "newest" || (erp === "hidden" && passedOn);
  if (!inUse) return vendor && passedOn ? "handover" : "up";
  if (older.state === "unknown") return "unknown";
  // Refused already: there is nothing left to take back.
  if (older.state === "refused") return "drop";
  return today < soakUntil ? "soak" : "disable";
}

export const AGE = { warnDays: 180, oldDays: 365 };

/** How long a secret has been in use: Google's own never end, so that somebody has to think of it. */
export function ageOf(since: CalendarDate, today: CalendarDate): "young" | "due" | "old" {
  if (today >= addDays(since, AGE.oldDays)) return "old";
  return today >= addDays(since, AGE.warnDays) ? "due" : "young";
}
