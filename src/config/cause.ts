import type { ConfigProblem } from "./configError.ts";
import { type NextStep, nextStepText } from "./rules/nextStep.ts";

/** A failure that the Pulumi CLI or a plugin of others reported, known by its words. */
export type PulumiFailure =
  | { kind: "interrupted" }
  /** By another run, or one that was killed: the CLI's words are the same, so a person has to find out. */
  | { kind: "locked"; lock: { owner: string; pid: number; since: string } | "by-cloud" | "unreadable" }
  /** @param copy the newest copy beside it that can be read; null where there is none, absent where nobody has looked */
  | { kind: "checkpoint-unreadable"; message: string; copy?: StateCopy | null }
  /** The stack's configuration file is not YAML. */
  | { kind: "configuration-unreadable"; message: string }
  | { kind: "no-such-stack" }
  | { kind: "passphrase-wrong" }
  | { kind: "passphrase-missing" }
  | { kind: "disk-full"; message: string }
  | { kind: "not-signed-in" }
  /** The state backend does not answer: worth another try in a moment. */
  | { kind: "backend-away"; message: string }
  /** A plugin of others is not on this machine. */
  | { kind: "plugin-missing"; plugin: string; version: string; why: string }
  /** Microsoft's directory failed in a way that passes by itself. */
  | { kind: "transient"; name: string }
  /** Anything else: its first error, in its own words. */
  | { kind: "words"; message: string };

/** Two files: a state that cannot be read, and a copy of it that can. */
export interface StateCopy {
  file: string;
  state: string;
}

/** An error of our own, known by its type. It crosses from the program and the plugin that the engine starts to whoever started it. */
export type OwnFailure =
  | { kind: "configuration"; problems: readonly ConfigProblem[] }
  /** One of the three systems failed or refused. @see ErpErrorKind, GoogleApiProblem */
  | {
      kind: "erp" | "google" | "microsoft";
      code: string;
      message: string;
      property?: string;
      next?: NextStep;
    }
  /** A system gave no answer; or one such as 429, with how long it asks to be left alone. */
  | { kind: "unreachable"; message: string; status?: number; retryAfterMs?: number }
  | { kind: "error"; message: string; next?: NextStep };

/** Why a command did not do what it was asked, or what it found that is not as it should be. Data only; never holds a secret. */
export type Cause =
  | PulumiFailure
  | OwnFailure
  /** The command would do harm, or something has to be done first. */
  | { kind: "refused"; message: string; next?: NextStep }
  /** Something could not be looked at. */
  | { kind: "inconclusive"; message: string; next?: NextStep }
  /** Declared, and never made. */
  | { kind: "not-provisioned" }
  /** Only what Pulumi itself keeps would change, such as the version of a provider. */
  | { kind: "only-own" }
  /** Its turn never came. */
  | { kind: "not-begun"; because: "interruption" | "earlier-wave" };

/** A tenant, as the words of a cause name it. */
export interface Whose {
  tenant: string;
  /** Its configuration file, as seen from where commands are typed. */
  file: string;
}

/** Kinds of failures of the CLI itself whose words say less to an operator than ours. */
const OF_THE_ENGINE: ReadonlySet<Cause["kind"]> = new Set<PulumiFailure["kind"]>([
  "locked",
  "checkpoint-unreadable",
  "configuration-unreadable",
  "no-such-stack",
  "passphrase-wrong",
  "passphrase-missing",
  "disk-full",
  "not-signed-in",
  "backend-away",
  "plugin-missing",
]);

/** Whether the cause says all that the engine's own words do. */
export const isOfTheEngine = ({ kind }: Cause): boolean => OF_THE_ENGINE.has(kind);

/** The cause in one line. */
export function causeText(cause: Cause, { file }: Pick<Whose, "file">, now: Date): string {
  switch (cause.kind) {
    case "interrupted":
      return "It was interrupted. What it had done is in the state.";
    case "locked":
      return lockText(cause.lock, now);
    case "checkpoint-unreadable":
      return `The state of this stack cannot be read: ${cause.message}`;
    case "configuration-unreadable":
      return `${file} is not valid YAML: ${cause.message}`;
    case "no-such-stack":
      return "The state backend has no such stack yet.";
    case "passphrase-wrong":
      return "The passphrase is not the one that this stack's secrets are encrypted with.";
    case "passphrase-missing":
      return "The passphrase of this stack's secrets is missing.";
    case "disk-full":
      return `The disk is full: ${cause.message}`;
    case "not-signed-in":
      return "The state backend is not known, or does not know who asks.";
    case "backend-away":
      return `The state backend does not answer: ${cause.message}`;
    case "plugin-missing":
      return `Pulumi's plugin ${cause.plugin} ${cause.version} is not on this machine: ${cause.why}.`;
    case "transient":
      return `It failed by something that passes (${cause.name}).`;
    case "configuration": {
      const [problem] = cause.problems;
      return problem
        ? `${problem.property}: ${problem.what}. Allowed: ${problem.allowed}.`
        : "The configuration is not valid.";
    }
    case "not-provisioned":
      return "is not provisioned yet: no update has made anything for it";
    case "only-own":
      return "only what Pulumi itself keeps would change.";
    case "not-begun":
      return cause.because === "interruption"
        ? "The run was interrupted before its turn."
        : "A tenant of an earlier wave did not end well.";
    default:
      return oneLine(cause.message);
  }
}

/**
 * What helps against it, the first thing first.
 *
 * @param again the same command once more: what helps where nothing else is known to
 */
export function causeNext(cause: Cause, { tenant, file }: Whose, again: NextStep): NextStep {
  switch (cause.kind) {
    // A lock is never taken from whoever holds it.
    case "locked":
      return {
        kind: "pulumi",
        words: ["cancel"],
        note: "only if that run is dead; otherwise wait for it",
      };
    case "checkpoint-unreadable":
      return person(
        cause.copy
          ? `Copy ${cause.copy.file} to ${cause.copy.state}, then: pulumi refresh --stack ${tenant}`
          : `${cause.copy === null ? "No copy beside it can be read either" : "Put a copy of it that can be read in its place"}: docs/backends.md, "A damaged state"`,
      );
    case "configuration-unreadable":
      return person(`git log -p -1 -- ${file}`);
    case "no-such-stack":
    case "not-provisioned":
      return { kind: "modern-auth", words: ["up", tenant] };
    case "passphrase-wrong":
    case "passphrase-missing":
      return person(
        "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to this stack's passphrase",
      );
    case "disk-full":
      return person("Free some space, then the same command with --resume");
    case "not-signed-in":
      return person("pulumi login, or set PULUMI_BACKEND_URL; what both take: docs/backends.md");
    case "plugin-missing":
      return person(
        `pulumi plugin install resource ${cause.plugin} ${cause.version}, on a machine that reaches github.com or get.pulumi.com, ` +
          "and copy ~/.pulumi/plugins here where this one does not",
      );
    case "backend-away":
      return person("pulumi whoami --verbose");
    case "configuration":
      return cause.problems[0]?.next ?? again;
    default:
      return ("next" in cause ? cause.next : undefined) ?? again;
  }
}

const person = (text: string): NextStep => ({ kind: "person", text });

function lockText(lock: Extract<Cause, { kind: "locked" }>["lock"], now: Date): string {
  if (lock === "by-cloud") return "Locked: Pulumi Cloud knows of another run of this stack.";
  if (lock === "unreadable")
    return "A lock is there that cannot be read: its run had no disk left, or was killed.";
  const { owner, pid, since } = lock;
  return `Locked by ${owner} (pid ${pid}) since ${since}, ${age(new Date(since), now)}: another run, or one that was killed.`;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "3 hours ago", "in 365 days": a time in the future tells of a wrong clock. */
function age(since: Date, now: Date): string {
  const seconds = Math.round((since.getTime() - now.getTime()) / 1000);
  const [unit, size] = UNITS.find(([, one]) => Math.abs(seconds) >= one) ?? UNITS[3];
  const words = new Intl.RelativeTimeFormat("en").format(Math.trunc(seconds / size), unit);
  return seconds > 60 ? `${words} (a clock is wrong)` : words;
}

/** The first line that says something; one that ends in a colon says it in the next one. */
function oneLine(message: string): string {
  const [first = "It gave no reason.", second] = message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return first.endsWith(":") && second ? `${first} ${second}` : first;
}

/** Data, and what it reads for people: as results and JSON carry causes and steps. */
export type Worded<Data> = Data & { text: string };

export const wordedCause = (cause: Cause, whose: Pick<Whose, "file">, now = new Date()): Worded<Cause> => ({
  ...cause,
  text: causeText(cause, whose, now),
});

/** @param stack as of `nextStepParts` */
export const wordedStep = (step: NextStep, stack?: string): Worded<NextStep> => ({
  ...step,
  text: nextStepText(step, stack),
});
