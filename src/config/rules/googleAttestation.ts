import type { Attested } from "../googleSchema.ts";
import type { CalendarDate } from "./dates.ts";
import type { Audience, Publishing } from "./googleConsole.ts";

/** What a person can say to have seen, and the key under `google.attested` that keeps it. */
const KEYS = {
  branding: "branding",
  audience: "audience",
  "data-access": "dataAccess",
  client: "client",
  use: "use",
} as const satisfies Record<string, keyof Attested>;

export type AttestedItem = keyof typeof KEYS;

export const ATTESTED_ITEMS = Object.keys(KEYS) as AttestedItem[];

/** What the guide leads through, and "all" means: that somebody uses the client is seen on another day. */
export const GUIDED_ITEMS = ATTESTED_ITEMS.filter((item) => item !== "use");

/** What somebody says to have seen. */
export interface Said {
  items: readonly AttestedItem[];
  by: string;
  on: CalendarDate;
  audience?: Audience;
  publishing?: Publishing;
}

/** Why the audience is told in too many or too few words, or undefined when it is not. */
export function audienceProblem({ items, audience, publishing }: Said): string | undefined {
  if (!items.includes("audience"))
    return audience || publishing ? "--audience and --publishing go with the item audience" : undefined;
  if (audience === undefined)
    return 'the item audience needs --audience internal or external: what the page "Audience" shows as user type';
  if (audience === "external" && publishing === undefined)
    return "an external audience needs --publishing testing or production: the publishing status on the same page";
  if (audience === "internal" && publishing !== undefined)
    return "an internal audience has no publishing status: leave --publishing out";
  return undefined;
}

/** What is said, in the form that the configuration keeps it in. */
export function attestations({ items, by, on, audience, publishing }: Said): Attested {
  const seen = items.map((item) => [
    KEYS[item],
    { by, on, ...(item === "audience" ? { audience, ...(publishing ? { publishing } : {}) } : {}) },
  ]);
  return Object.fromEntries(seen);
}

/** The items that two sets of attestations say different things about. */
export const differing = (one: Attested, other: Attested): AttestedItem[] =>
  ATTESTED_ITEMS.filter((item) => spelled(one[KEYS[item]]) !== spelled(other[KEYS[item]]));

/** The items that nobody has attested. */
export const unattested = (attested: Attested): AttestedItem[] =>
  ATTESTED_ITEMS.filter((item) => attested[KEYS[item]] === undefined);

const spelled = (entry: object | undefined): string => JSON.stringify(Object.entries(entry ?? {}).toSorted());
