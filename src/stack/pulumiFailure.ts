import type { PulumiFailure } from "#config/cause.ts";

/**
 * What the Pulumi CLI 3.259, and the plugins of others that it runs, say of their failures. The one place that reads their words: what
 * fails in our own code says so as data.
 *
 * @param output everything that the run printed, without colours
 */
export function pulumiFailure(output: string): PulumiFailure {
  if (/error: (?:update|preview) canceled/.test(output)) return { kind: "interrupted" };
  for (const known of KNOWN) {
    const failure = known(output);
    if (failure) return failure;
  }
  const name = transientFailure(output);
  return name === undefined ? { kind: "words", message: firstWords(output) } : { kind: "transient", name };
}

/** The first that knows the output explains it. */
const KNOWN: readonly ((output: string) => PulumiFailure | undefined)[] = [
  (output) => {
    const [, owner, pid, since] = /created by (\S+) \(pid (\d+)\) at (\S+)/.exec(output) ?? [];
    if (!owner || !since || !/is currently locked by/.test(output)) return undefined;
    return { kind: "locked", lock: { owner, pid: Number(pid), since } };
  },
  (output) =>
    /Another update is currently in progress/.test(output) ? { kind: "locked", lock: "by-cloud" } : undefined,
  (output) =>
    /failed to load checkpoint/.test(output)
      ? { kind: "checkpoint-unreadable", message: firstError(output) }
      : undefined,
  // What a run leaves behind whose lock could not be written as a whole.
  (output) =>
    /error: unexpected end of JSON input/.test(output) ? { kind: "locked", lock: "unreadable" } : undefined,
  (output) => {
    const [, message] = /invalid YAML file: (.+?):?$/m.exec(output) ?? [];
    return message ? { kind: "configuration-unreadable", message } : undefined;
  },
  (output) => (/no stack named '.*' found/.test(output) ? { kind: "no-such-stack" } : undefined),
  (output) =>
    /incorrect passphrase|message authentication failed/.test(output)
      ? { kind: "passphrase-wrong" }
      : undefined,
  (output) =>
    /passphrase must be set|PULUMI_CONFIG_PASSPHRASE_FILE[^\n]*(?:no such file|is a directory|permission denied)/.test(
      output,
    )
      ? { kind: "passphrase-missing" }
      : undefined,
  (output) => {
    const [, plugin, version = ""] = PLUGIN.exec(output) ?? [];
    return plugin
      ? { kind: "plugin-missing", plugin, version, why: firstError(output).split("\n")[0] ?? "" }
      : undefined;
  },
  (output) => {
    const [where] = /.*(?:no space left on device|ENOSPC).*/.exec(output) ?? [];
    return where ? { kind: "disk-full", message: plain(where) } : undefined;
  },
  (output) => (SIGNED_OUT.test(output) ? { kind: "not-signed-in" } : undefined),
  (output) => {
    const line = output.split("\n").find((one) => BACKEND.test(one) && SILENT.test(one));
    return line ? { kind: "backend-away", message: plain(line) } : undefined;
  },
];

/** Of Pulumi Cloud, S3, Google and Azure. */
const SIGNED_OUT =
  /PULUMI_ACCESS_TOKEN must be set|invalid access token|\[401\] Unauthorized|not logged in|no valid credential sources|no EC2 IMDS role found|could not find default credentials|DefaultAzureCredential/;

/** How the engine names a plugin that it can neither find nor download. */
const PLUGIN =
  /(?:no|install) resource plugin '?(?:pulumi-resource-)?([a-z]+)'?[^\n]*?(?:at version )?v?(\d+\.\d+\.\d+)/;

/** How each kind of backend is named in an error: a folder, a bucket, PostgreSQL, Pulumi Cloud. */
const BACKEND =
  /unable to open state (?:directory|database)|blob \(key "\.pulumi\/|performing HTTP request: \w+ "[^"]*\/api\//;
const SILENT =
  /no such file or directory|dial tcp|no such host|i\/o timeout|handshake timeout|connection reset|EOF|StatusCode: 5\d\d|deadline exceeded|failed to ping/;

/** The first error of an output that says something, or else its last line. */
function firstWords(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const said =
    lines.find((line) => ERROR.test(line) && !TELLS_NOTHING.test(line)) ??
    lines.at(-1) ??
    "It printed nothing.";
  // "failed with an unhandled exception:" and the like: the next line says which.
  const more = said.endsWith(":") ? ` ${lines[lines.indexOf(said) + 1]?.trim() ?? ""}` : "";
  return `${plain(said)}${more}`.trim() || said.trim();
}

const ERROR = /\berror: ./;
const TELLS_NOTHING = /error: (?:update|preview) failed$/;

const firstError = (output: string): string =>
  plain(output.split("\n").find((line) => ERROR.test(line)) ?? "");

const plain = (line: string): string => line.replace(/^.*?\berror: /, "").trim();

/** Failures of Microsoft's directory that pass by themselves, in the words in which the azuread plugin reports them. */
const TRANSIENT: readonly (readonly [name: string, text: RegExp])[] = [
  [
    "replication: a new object is not known everywhere yet",
    /Timed out whilst waiting for .* to be replicated/,
  ],
  [
    "replication: a new object is not known everywhere yet",
    /unexpected status 404|Request_ResourceNotFound|with object ID .* was not found/,
  ],
  // hashicorp/terraform-provider-azuread#1896: the read after a creation found nothing.
  ["replication: a new object is not known everywhere yet", /expected non-empty ID/],
  [
    "replication: a new object is not known everywhere yet",
    /does not reference a valid application object|valid application object/,
  ],
  [
    "replication: a new object is not known everywhere yet",
    /reference-property objects are not present|Not a valid reference update/,
  ],
  // A request that had succeeded was sent again: the next run takes over what is there (#690, #1759).
  [
    "an answer was lost: what was asked for is there already",
    /Permission entry already exists|Permission being assigned already exists/,
  ],
  ["two changes met", /Directory_ConcurrencyViolation|unexpected status 409/],
  ["throttling", /unexpected status 429|TooManyRequests|Too many requests/],
  ["the service is overloaded", /unexpected status 50[0-4]|ServiceUnavailable/],
  ["the connection broke", /connection reset|unexpected EOF|fetch failed|socket hang up|ECONNRESET/i],
];

/**
 * Why a failed `pulumi up` is worth another try; undefined when trying again cannot help.
 *
 * @param output everything that the run printed
 */
export const transientFailure = (output: string): string | undefined =>
  TRANSIENT.find(([, text]) => text.test(output))?.[0];
