import type { Attested } from "#config/googleSchema.ts";
import type { CalendarDate } from "#config/rules/dates.ts";
import type { TrustedPipelines } from "#config/rules/googleIdentity.ts";
import type { RecordedGoogle } from "#stack/state.ts";
import type { HeldSecret } from "../erp/heldSecret.ts";
import type { RedirectSeen } from "./redirectSeen.ts";

/** One secret of the OAuth client, as the configuration holds it. */
export interface ExpectedGoogleSecret {
  /** Counts up from 1. */
  number: number;
  clientId: string;
  /** The day on which it was imported; absent where nobody recorded it. */
  since?: CalendarDate;
  secret: HeldSecret;
}

/** How pipelines come in. */
export interface ExpectedPipelines extends TrustedPipelines {
  /** Of the pool, of its provider, and of the service account. */
  id: string;
  /** The service account, as IAM names it. */
  member: string;
  /** What a token must say. */
  condition: string;
}

/** The Google part of one tenant as configuration and state say it is. */
export interface ExpectedGoogle {
  /** Name of the stack, for the commands that findings name. */
  stack: string;
  /** Id of the project. */
  project: string;
  redirectUri: string;
  audience: "internal" | "external";
  /** APIs that must be enabled, e.g. "gmail.googleapis.com". */
  services: readonly string[];
  /** The copy of the client secret in Secret Manager, with the numbers of its versions; absent where no update has made one. */
  copy?: { secretId: string; versions: readonly string[] };
  /** Who works in the Google console. */
  operators: readonly string[];
  /** The pipelines that may act on the project; absent where none may. */
  pipelines?: ExpectedPipelines;
  /** The newest last; empty as long as nobody has made and imported the client. */
  secrets: readonly ExpectedGoogleSecret[];
  /** Absent as long as no update has seen the newest secret. */
  recorded?: RecordedGoogle;
  /** What a person has said of what no API can read. */
  attested: Attested;
  /** When Google's sign-in page was last seen to take the redirect URI; absent where it never was. */
  redirectSeen?: RedirectSeen;
  /** RFC 3339, in UTC. Passed in, because nothing that judges reads the clock. */
  now: string;
  /** The day of it. */
  today: CalendarDate;
}
