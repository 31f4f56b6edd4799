import type { MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import type { Candidate } from "./candidates.ts";
import type { Evidence } from "./evidence.ts";
import type { FieldOrigin } from "./onePlace.ts";

/** One value whose field is not known for certain. */
export interface DiscoveryProblem {
  wanted: { provider: MailSystem; role: ErpRole } | "useOAuth2";
  /** Where the configuration pins it. */
  path: string;
  /** Several fields that fit equally well, or none; with an override, the field of that name. */
  matches: readonly Candidate[];
  /** What the configuration says already. */
  override?: string;
  /** Path of the other value that uses the same field. */
  sharedWith?: string;
  /** Where it was looked for, and not found. */
  place?: FieldOrigin | undefined;
  /** Fields of other places that fit by their labels; none of them was taken. */
  elsewhere?: readonly Candidate[];
  /** Fields of the place whose labels say nothing. */
  unnamed?: readonly Candidate[];
  /** The field that fits is not known to be of one place with those of the system's other values. */
  apart?: true;
}

/** What was not decided, and from what. */
export interface Refusal {
  evidence: Evidence;
  all: readonly Candidate[];
  problems: readonly DiscoveryProblem[];
}

/** Whether the ERP lists anything as the module's in the model that was looked at. */
export const bringsAnything = ({ owners, module }: Evidence): boolean =>
  [...(owners?.values() ?? [])].some((modules) => modules.has(module));
