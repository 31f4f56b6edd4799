import type { GoogleGeneration } from "../googleSchema.ts";
import type { CalendarDate } from "./dates.ts";

/** What makes one client file another than the next one. */
export interface ClientIdentity {
  clientId: string;
  clientSecret: string;
}

/**
 * - `first`: the stack had none
 * - `next`: a second secret of the same client, beside the one in use or in place of another second one
 * - `replaced`: another client altogether
 * - `known`: it is stored already
 * - `refused`: it would do harm
 */
export type ImportAction = "first" | "next" | "replaced" | "known" | "refused";

export interface ImportDecision {
  action: ImportAction;
  /** What `google.generations` should be. */
  generations: readonly GoogleGeneration[];
  /** One sentence, without a full stop. */
  because: string;
}

export interface ImportWish {
  today: CalendarDate;
  /** Whether another client may take the place of the present one. */
  replaceClient: boolean;
}

/** One secret that is stored already. */
export interface StoredSecret extends ClientIdentity {
  number: number;
  since?: CalendarDate;
}

/** What importing a client's file does. Pure; doing it again changes nothing. @param stored the newest last, at most two */
export function decideImport(
  stored: readonly StoredSecret[],
  file: ClientIdentity,
  wish: ImportWish,
): ImportDecision {
  const [current, next] = stored;
  const newest = next ?? current;
  if (!current || !newest) {
    const generations = [{ number: 1, since: wish.today }];
    return { action: "first", generations, because: "the client is new to this stack" };
  }
  // One that somebody set by hand has no date: it is as old as this look at it.
  const known = stored.map(({ number, since }) => ({ number, since: since ?? wish.today }));
  const fresh = { number: newest.number + 1, since: wish.today };
  if (file.clientId !== current.clientId) {
    const other = `the file is of client ${file.clientId}, and the stack has client ${current.clientId}`;
    return wish.replaceClient
      ? { action: "replaced", generations: [fresh], because: `${other}, which it replaces` }
      : {
          action: "refused",
          generations: known,
          because: `${other}; with --replace-client it takes its place, and every user has to consent again`,
        };
  }
  if (file.clientSecret === newest.clientSecret)
    return { action: "known", generations: known, because: "this secret is stored already" };
  if (file.clientSecret === current.clientSecret)
    return {
      action: "refused",
      generations: known,
      because: "this is the older of the stack's two secrets, and the newer one takes over from it",
    };
  return {
    action: "next",
    generations: [...known.slice(0, 1), fresh],
    because: next
      ? "the client has another second secret now, and this one takes the place of the one before"
      : "the client has a second secret, which takes over from the first once it is proven",
  };
}
