import type { ConsentMode } from "#config/rules/consent.ts";
import { claimsOf } from "../entra/token.ts";
import { DIRECTORY_ROLES, FAR_REACHING, READS, type ReadName, RIGHTS, type Right } from "./rights.ts";

/** Who a token speaks for. */
export interface Caller {
  kind: "application" | "person";
  /** Client id of the application; for a person, that of the tool they signed in with. */
  appId: string;
  objectId: string;
  tenantId: string;
  /** Name of the application or the person, when the token says it. */
  name?: string;
  /** An application's permissions, authoritative; or a person's delegated ones, which their directory roles limit. */
  permissions: string[];
  /** A person's active directory roles that matter here, by name. */
  directoryRoles: string[];
}

/** What Graph answered to a harmless read. */
export type RightProbe = { outcome: "allowed" | "denied" } | { outcome: "failed"; reason: string };
export type Reads = Readonly<Record<ReadName, RightProbe>>;

export interface RightFinding {
  purpose: string;
  /** `unknown`: not provable from here. */
  verdict: "present" | "missing" | "unknown";
  optional: boolean;
  /** What would do, least first: application permissions, or for a person directory roles. */
  anyOf: readonly string[];
  /** Why the verdict is what it is, as a whole phrase. */
  because: string;
}

/** Decodes who a token of Microsoft Graph speaks for; nothing is validated. */
export function callerOf(accessToken: string): Caller {
  const claims = claimsOf(accessToken);
  const text = (name: string): string => (typeof claims[name] === "string" ? claims[name] : "");
  const list = (name: string): string[] =>
    Array.isArray(claims[name]) ? claims[name].filter((item) => typeof item === "string") : [];
  const person = text("idtyp") ? text("idtyp") === "user" : text("scp") !== "";
  const name = person ? text("upn") || text("preferred_username") || text("name") : text("app_displayname");
  return {
    kind: person ? "person" : "application",
    appId: text("appid") || text("azp"),
    objectId: text("oid"),
    tenantId: text("tid"),
    ...(name ? { name } : {}),
    permissions: person ? text("scp").split(" ").filter(Boolean) : list("roles"),
    directoryRoles: list("wids").flatMap((id) => DIRECTORY_ROLES[id] ?? []),
  };
}

/** Judges every right that the mode needs. Pure. */
export function judgeRights(caller: Caller, mode: ConsentMode, reads: Reads): RightFinding[] {
  const judge = caller.kind === "application" ? judgeApplication : judgePerson;
  return RIGHTS.filter(({ modes }) => modes.includes(mode)).map((right) => ({
    purpose: right.purpose,
    optional: right.optional ?? false,
    anyOf: caller.kind === "application" ? right.anyOf : right.roles,
    ...judge(right, caller, reads),
  }));
}

type Judgement = Pick<RightFinding, "verdict" | "because">;

/** An application's token lists what was consented to. A read that Graph refuses all the same disproves it. */
function judgeApplication(right: Right, { permissions }: Caller, reads: Reads): Judgement {
  const held = right.anyOf.find((permission) => permissions.includes(permission));
  if (!held) return { verdict: "missing", because: `the token has none of ${right.anyOf.join(", ")}` };
  const { denied, failed } = outcomes(right, reads);
  if (denied)
    return { verdict: "missing", because: `the token has ${held}, but Graph refuses GET ${denied}` };
  if (failed) return { verdict: "unknown", because: `the token has ${held}, but GET ${failed}` };
  const proven = right.reads.length > 0 ? ", and Graph answers" : "";
  return { verdict: "present", because: `the token has ${held}${proven}` };
}

/** A person's rights come from directory roles, which a token need not list: only what it lists, or Graph answers, is proven. */
function judgePerson(right: Right, { directoryRoles }: Caller, reads: Reads): Judgement {
  const { denied, failed } = outcomes(right, reads);
  if (denied) return { verdict: "missing", because: `Graph refuses GET ${denied}` };
  if (failed) return { verdict: "unknown", because: `GET ${failed}` };
  if (right.reads.length > 0) return { verdict: "present", because: "Graph answers" };
  const held = right.roles.find((role) => directoryRoles.includes(role));
  if (held) return { verdict: "present", because: `the token has the directory role ${held}` };
  return {
    verdict: "unknown",
    because: `not provable from here: the token lists none of the directory roles ${right.roles.join(", ")}`,
  };
}

function outcomes(right: Right, reads: Reads): { denied?: string; failed?: string } {
  const denied = right.reads.find((name) => reads[name].outcome === "denied");
  if (denied) return { denied: READS[denied] };
  for (const name of right.reads) {
    const read = reads[name];
    if (read.outcome === "failed") return { failed: `${READS[name]} failed: ${read.reason}` };
  }
  return {};
}

/** The whole, of what is required: something is missing, something could not be found out, or all is there. */
export function overall(findings: readonly RightFinding[]): RightFinding["verdict"] {
  const verdicts = findings.filter(({ optional }) => !optional).map(({ verdict }) => verdict);
  return verdicts.includes("missing") ? "missing" : verdicts.includes("unknown") ? "unknown" : "present";
}

/** What an application holds beyond what the mode needs, and could get at further rights with. */
export function excessRights({ kind, permissions }: Caller, mode: ConsentMode): string[] {
  if (kind === "person") return [];
  const least = RIGHTS.filter(({ modes }) => modes.includes(mode)).map(({ anyOf }) => anyOf[0]);
  return FAR_REACHING.filter((permission) => permissions.includes(permission) && !least.includes(permission));
}
