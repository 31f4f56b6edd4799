import { isDeepStrictEqual } from "node:util";
import type { LiveServer } from "#clients/erp/servers.ts";
import {
  type HandedOver,
  handoverStep,
  numbersText,
  type SecretNumbers,
  vendorStatus,
} from "#config/handedOver.ts";
import { configSet, type NextStep } from "#config/rules/nextStep.ts";
import {
  changedSettings,
  type KeptServers,
  type ServerSettings,
  wantedSettings,
} from "#config/rules/serverSettings.ts";
import { sameText } from "#config/rules/spelling.ts";
import type { RecordedServer } from "#stack/state.ts";
import { byHand, type CheckOutcome, checksOf, drift, info, ok, UPDATE, unread, warn } from "../check.ts";
import type { Finding, Part, Problem, Subject } from "../finding.ts";
import { AT_VENDOR } from "./held.ts";

/** What the vendor of an ERP was given, and has said. */
export interface ExpectedHandover {
  stack: string;
  /** The secrets that work, and may be handed over. */
  newest: SecretNumbers;
  handedOver: HandedOver | undefined;
}

const BLIND = "the ERP could not be read";
const vendorCheck = checksOf<ExpectedHandover, object>("erp", BLIND);

/** An ERP that nobody but its vendor reaches: what the vendor has confirmed is all there is to say of it. */
export const vendorChecks = [
  vendorCheck({
    id: "access",
    verdicts: { info: "the vendor alone has access: what the ERP holds is not looked at" },
    reads: [],
    judge: () => info("what the ERP holds, compared and tried", `not looked at: ${AT_VENDOR.what}`),
  }),
  vendorCheck({
    id: "handedOver",
    verdicts: {
      info: "the vendor has confirmed the newest secrets; nobody else can look",
      warn: "it has not, or not the newest",
    },
    reads: [],
    judge: (_, { stack, newest, handedOver }) => {
      const wanted = {
        text: "the newest secrets, confirmed by the vendor: {secrets}",
        secrets: numbersText(newest) || "none yet",
      };
      if (!handedOver) return warn(wanted, "the vendor has confirmed nothing", handoverStep(stack));
      const remade =
        handedOver.microsoft === newest.microsoft && handedOver.microsoftKeyId !== newest.microsoftKeyId;
      const why = remade ? "Microsoft's was made again since" : "nobody can look";
      const { by, on } = handedOver;
      const actual = {
        text: `{secrets}, as {by} said on {on}; ${why}`,
        secrets: numbersText(handedOver),
        by,
        on,
      };
      return vendorStatus(newest, handedOver) === "handed over"
        ? info(wanted, actual)
        : warn(wanted, actual, handoverStep(stack));
    },
  }),
];

/** The mail servers that an update has switched, and what of them may stay as somebody has changed it. */
export interface ExpectedServers {
  servers: readonly RecordedServer[];
  keep: KeptServers;
}

const SWITCH = "useOAuth2";

const serverCheck = checksOf<ExpectedServers, { live: Part<readonly LiveServer[]> }>("erp", BLIND);

const subjectOf = ({ kind, id }: Pick<RecordedServer, "kind" | "id">, property?: string): Subject => ({
  kind: `${kind} server`,
  id: String(id),
  ...(property ? { property } : {}),
});

const liveOf = (live: readonly LiveServer[], { kind, id }: RecordedServer): LiveServer | undefined =>
  live.find((one) => one.kind === kind && one.id === id);

/** The mail servers that an update has switched: their switches "use OAuth2", and where they lead. */
export const serverChecks = [
  serverCheck({
    id: `server.${SWITCH}`,
    verdicts: { ok: "as this stack switched it", drift: "switched otherwise, or the server is gone" },
    reads: ["live"],
    subjects: ({ servers }) => servers.map((server) => subjectOf(server, SWITCH)),
    judge: ({ live }, { servers }, subject) =>
      servers
        .filter((server) => isDeepStrictEqual(subjectOf(server, SWITCH), subject))
        .map((server) => {
          const { useOAuth2 } = server;
          const same = liveOf(live, server);
          if (!same) return drift(String(useOAuth2), "the mail server is gone", UPDATE);
          const named = (on: boolean) => ({ text: '{on} ("{name}")', on: String(on), name: same.name });
          return same.on === useOAuth2
            ? ok(named(useOAuth2))
            : drift(named(useOAuth2), named(same.on), UPDATE);
        }),
  }),
  // That the servers could not be read, or are gone, is said above.
  serverCheck({
    id: "server.settings",
    verdicts: {
      ok: "where it led when this stack switched it, or as `erp.keep` accepts it",
      drift: "host, port, encryption, user, archived or confirmation is another",
      inconclusive: "an earlier version did not record where it led",
    },
    reads: [],
    peeks: ["live"],
    judge: ({ live: { value: live = [] } }, { servers, keep }) =>
      servers.flatMap((server) => {
        const same = liveOf(live, server);
        return same ? judgeSettings(server, same, keep) : [];
      }),
  }),
];

const UNRECORDED: Problem = {
  what: "an earlier version switched this server and did not record where it led",
  next: [{ ...UPDATE, note: "records it" }],
};

/** A server that leads elsewhere hands over its tokens there. */
function judgeSettings(
  server: RecordedServer,
  { settings }: LiveServer,
  keep: KeptServers,
): CheckOutcome<"ok" | "drift" | "inconclusive">[] {
  const { kind, id, settings: recorded } = server;
  if (!recorded) return [{ ...unread(UNRECORDED), subject: subjectOf(server) }];
  const wanted = wantedSettings(recorded, keep[kind][id]);
  const changed = changedSettings(wanted, settings);
  if (changed.length === 0) return [{ ...ok(settingsText(wanted)), subject: subjectOf(server) }];
  return changed.map((name) => {
    const [expected, actual] = [wanted, settings].map((one) => String(one[name])) as [string, string];
    const accept = configSet(`erp.keep.${kind}.${id}.${name}`, actual, "instead, if the change is meant");
    // What nobody has set cannot be accepted.
    const next = actual === "" ? [UPDATE] : [{ ...UPDATE, note: "puts it back" }, accept];
    return { ...drift(expected, actual, ...next), subject: subjectOf(server, name) };
  });
}

const settingsText = ({ host, port, encryption, user }: ServerSettings) => ({
  text: "{user} at {host}:{port} ({encryption})",
  ...{ host, port, encryption, user },
});

type Command = Extract<NextStep, { kind: "modern-auth" }>;

const testMailStep = (stack: string): Command => ({
  kind: "modern-auth",
  words: ["erp", "test-mail", stack, "--to", "<address>"],
});

/** What a person still has to do until mail flows: sign in for the incoming mail server, then see a test mail arrive. */
export const signInSteps = (stack: string, server: string): readonly Command[] => [
  { kind: "modern-auth", words: ["erp", "authorize", stack, server] },
  testMailStep(stack),
];

/** What people do after an update, as far as the ERP tells. */
interface People {
  /** Whether somebody has signed in for an incoming server, by its id; undefined where no field of the ERP tells. */
  tokens: Part<ReadonlyMap<number, boolean | undefined>>;
  /** The outgoing servers, by id, that a test mail went through. */
  testMails: Part<ReadonlySet<number>>;
}

const peopleCheck = checksOf<{ stack: string; servers: readonly RecordedServer[] }, People>("erp", BLIND);

const subjectsOf =
  (kind: RecordedServer["kind"], property: string) =>
  ({ servers }: { servers: readonly RecordedServer[] }): Subject[] =>
    servers.filter((server) => server.kind === kind).map((server) => subjectOf(server, property));

/**
 * What is left to people on the mail servers that an update has switched to OAuth2: somebody signs in, and a test mail goes out. It is no
 * drift, and without it no mail flows.
 */
export const peopleChecks = [
  peopleCheck({
    id: "server.token",
    verdicts: { ok: "somebody has signed in", info: "nobody has, or no field of the ERP tells" },
    reads: ["tokens"],
    subjects: subjectsOf("incoming", "token"),
    judge: ({ tokens }, { stack }, subject) => {
      const id = subject?.id ?? "";
      const token = tokens.get(Number(id));
      if (token) return ok("a token");
      const actual =
        token === false ? "none: nobody has signed in for it yet" : "not known: no field of the ERP tells";
      return info("a token", actual, ...signInSteps(stack, id));
    },
  }),
  peopleCheck({
    id: "server.testMail",
    verdicts: { ok: "the ERP has sent a test mail through it", info: "it has not" },
    reads: ["testMails"],
    subjects: subjectsOf("outgoing", "test mail"),
    judge: ({ testMails }, { stack }, subject) =>
      testMails.has(Number(subject?.id))
        ? ok("sent")
        : info("sent", "none was sent through it yet", testMailStep(stack)),
  }),
];

const LEFT_TO_PEOPLE: ReadonlySet<string> = new Set(peopleChecks.map(({ id }) => id));

/** Whether a finding says that a person has something left to do: an update cannot do it, and without it no mail flows. */
export const isLeftToPeople = ({ check, verdict }: Pick<Finding, "check" | "verdict">): boolean =>
  verdict === "info" && LEFT_TO_PEOPLE.has(check);

/** A secret that is there, as far as can be seen, and cannot be tried. */
export const SECRET_HIDDEN: Problem = {
  what: "the ERP hides the secret, so it cannot be tried",
  next: [byHand("send a test mail from the ERP")],
};

const VALUE_HIDDEN: Problem = {
  what: "the ERP hides the value",
  next: [byHand("compare it in the ERP's company tab OAuth2")],
};

/**
 * One value of the ERP's company tab.
 *
 * @param actual "" for nothing; undefined where the ERP hides it
 * @param printable whether a value may be shown: a secret in the wrong field must not be
 */
export function heldValue(
  expected: string,
  actual: string | undefined,
  printable: (text: string) => boolean,
): CheckOutcome<"ok" | "drift" | "inconclusive"> {
  if (actual === undefined) return unread(VALUE_HIDDEN);
  if (sameText(actual, expected)) return ok(expected);
  const shown = actual === "" ? "nothing" : printable(actual) ? actual : "another value (not shown)";
  return drift(expected, shown, UPDATE);
}

/** Without a user before the host or anything after the path, where secrets travel. */
export const isPlainUrl = (text: string): boolean =>
  text.length < 100 && /^https:\/\/[\w.-]+(:\d+)?(\/[\w./-]*)?$/i.test(text);
