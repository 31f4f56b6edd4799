import type { MailActor, MailCauseId } from "./causes.ts";
import type { FilledPlace, MailPlaceholders } from "./place.ts";

/** Everything that is said of causes, in one language. Whole sentences. */
export interface MailWords {
  actors: Readonly<Record<MailActor, string>>;
  placeholders: MailPlaceholders;
  waiting: { helps: string; doesNotHelp: string };
  causes: Readonly<
    Record<
      MailCauseId,
      {
        /** What it is, in one sentence. */
        what: string;
        /** What is to be done, with the way through the portal; the lines for PowerShell follow it. */
        todo: string | ((at: FilledPlace) => string);
      }
    >
  >;
}
