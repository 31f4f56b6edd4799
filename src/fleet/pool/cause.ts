import { transientFailure } from "#stack/transientFailure.ts";
import { ofStack } from "../results/ofStack.ts";

/** How a command for one tenant ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The end of what it printed. */
  output: string;
}

/** Why it did, for a summary. */
export interface Cause {
  cause: string;
  /** The command or page that helps; the same command again when absent. */
  fix?: string;
  /** The state backend did not answer: worth another try in a moment. */
  away?: true;
}

/** Whose command it is. */
export interface Whose {
  name: string;
  /** Its configuration file, as seen from where commands are typed. */
  file: string;
}

interface Situation extends Whose {
  output: string;
  now: Date;
}

/**
 * Why a command for one tenant did not end well, in one line, and what helps. Knows the words of the Pulumi CLI 3.259 and of ours.
 *
 * @param command types the same again, for this tenant
 */
export function causeOf(ended: Ended, whose: Whose, command: string, now: Date): Cause {
  const { fix = command, ...cause } = explain(ended, whose, now);
  return { ...cause, fix: ofStack(fix, whose.name) };
}

function explain({ signal, ...ended }: Ended, whose: Whose, now: Date): Cause {
  // Of several tries the last one counts.
  const output = ended.output.split(/^pulumi up failed by something that passes .*$/m).at(-1) ?? "";
  if (signal !== null || INTERRUPTED.test(output))
    return { cause: "It was interrupted. What it had done is in the state." };
  for (const known of KNOWN) {
    const cause = known({ ...whose, output, now });
    if (cause) return cause;
  }
  const why = transientFailure(output);
  return why ? { cause: `It failed by something that passes (${why}).` } : ownWords(output);
}

const INTERRUPTED = /error: (?:update|preview) canceled/;

/** The first that knows the output explains it. */
const KNOWN: readonly ((situation: Situation) => Cause | undefined)[] = [
  // Two pipelines on one stack, or a job that was killed: the CLI's words are the same, so a person has to find out.
  ({ output, name, now }) => {
    const [, owner, pid, since] = /created by (\S+) \(pid (\d+)\) at (\S+)/.exec(output) ?? [];
    if (!owner || !since || !/is currently locked by/.test(output)) return undefined;
    return {
      cause: `Locked by ${owner} (pid ${pid}) since ${since}, ${age(new Date(since), now)}: another run, or one that was killed.`,
      fix: cancel(name),
    };
  },
  ({ output, name }) =>
    /Another update is currently in progress/.test(output)
      ? { cause: "Locked: Pulumi Cloud knows of another run of this stack.", fix: cancel(name) }
      : undefined,
  ({ output, name }) =>
    /failed to load checkpoint/.test(output)
      ? {
          cause: `The state of this stack cannot be read: ${firstError(output)}`,
          fix: `Put the backend's copy of it in its place, such as ${name}.json.bak, then: pulumi preview --stack ${name}`,
        }
      : undefined,
  // What a run leaves behind whose lock could not be written as a whole.
  ({ output, name }) =>
    /error: unexpected end of JSON input/.test(output)
      ? {
          cause: "A lock is there that cannot be read: its run had no disk left, or was killed.",
          fix: cancel(name),
        }
      : undefined,
  ({ output }) => {
    const [, property, what, allowed, fix] =
      /^\s*([\w:.[\]]+): (.+)\.\n\s+Allowed: (.+)\.\n\s+Fix:\s+(.+)$/m.exec(output) ?? [];
    return property && fix ? { cause: `${property}: ${what}. Allowed: ${allowed}.`, fix } : undefined;
  },
  ({ output, file }) => {
    const [, why] = /invalid YAML file: (.+?):?$/m.exec(output) ?? [];
    return why ? { cause: `${file} is not valid YAML: ${why}`, fix: `git log -p -1 -- ${file}` } : undefined;
  },
  ({ output, name }) =>
    /no stack named '.*' found/.test(output)
      ? { cause: "The state backend has no such stack yet.", fix: `modern-auth up ${name}` }
      : undefined,
  ({ output }) =>
    /incorrect passphrase/.test(output)
      ? {
          cause: "The passphrase is not the one that this stack's secrets are encrypted with.",
          fix: PASSPHRASE,
        }
      : undefined,
  ({ output }) =>
    /passphrase must be set/.test(output)
      ? { cause: "The passphrase of this stack's secrets is missing.", fix: PASSPHRASE }
      : undefined,
  ({ output }) => {
    const [where] = /.*(?:no space left on device|ENOSPC).*/.exec(output) ?? [];
    return where
      ? {
          cause: `The disk is full: ${plain(where)}`,
          fix: "Free some space, then the same command with --resume",
        }
      : undefined;
  },
  ({ output }) =>
    /PULUMI_ACCESS_TOKEN must be set|invalid access token/.test(output)
      ? { cause: `The state backend does not know who asks: ${firstError(output)}`, fix: "pulumi login" }
      : undefined,
  ({ output }) => {
    const line = output.split("\n").find((one) => BACKEND.test(one) && SILENT.test(one));
    return line
      ? {
          cause: `The state backend does not answer: ${plain(line)}`,
          fix: "pulumi whoami --verbose",
          away: true,
        }
      : undefined;
  },
];

const PASSPHRASE = "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to this stack's passphrase";

/** How each kind of backend is named in an error: a folder, a bucket, PostgreSQL, Pulumi Cloud. */
const BACKEND =
  /unable to open state (?:directory|database)|blob \(key "\.pulumi\/|performing HTTP request: \w+ "[^"]*\/api\//;
const SILENT =
  /no such file or directory|dial tcp|no such host|i\/o timeout|handshake timeout|connection reset|EOF|StatusCode: 5\d\d|deadline exceeded|failed to ping/;

/** A lock is never taken from whoever holds it. */
const cancel = (tenant: string): string =>
  `pulumi cancel --stack ${tenant}   (only if that run is dead; otherwise wait for it)`;

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

/** What the output itself says: its first error, or what it refuses or misses, or else its last line; and the next step it names. */
function ownWords(output: string): Cause {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const said =
    lines.find((line) => ERROR.test(line) && !TELLS_NOTHING.test(line)) ??
    lines.find((line) => REFUSAL.test(line)) ??
    lines.findLast((line) => !NEXT.test(line)) ??
    "It printed nothing.";
  // "failed with an unhandled exception:" and the like: the next line says which.
  const more = said.endsWith(":") ? ` ${lines[lines.indexOf(said) + 1]?.trim() ?? ""}` : "";
  const [cause = "", inline] = `${plain(said)}${more}`.split(/ Fix: (.*)/);
  const fix = inline ?? lines.map((line) => NEXT.exec(line)?.[1]).find((next) => next !== undefined);
  return { cause: cause || said.trim(), ...(fix ? { fix } : {}) };
}

const ERROR = /\berror: ./;
const TELLS_NOTHING = /error: (?:update|preview) failed$/;
const REFUSAL = /: refused, |^\s*MISSING |^\s*- /;
const NEXT = /^\s*(?:Fix|Next|fix):?\s+(.+)$/;

const firstError = (output: string): string =>
  plain(output.split("\n").find((line) => ERROR.test(line)) ?? "");

const plain = (line: string): string => line.replace(/^.*?\berror: /, "").trim();
