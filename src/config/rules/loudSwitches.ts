import { dirname, resolve } from "node:path";

/** A setting of the environment that has the engine, a plugin or Node write down what they handle, secrets included. */
export interface LoudSwitch {
  name: string;
  value: string;
  /** Where the secrets would be, as the end of a sentence. */
  where: string;
}

/** Tells where a value of a variable has secrets written; undefined where it has none written. */
type Where = (value: string, env: NodeJS.ProcessEnv, temporary: string) => string | undefined;

const PRINTED = "in what is printed";
const on = (value: string | undefined): boolean => /^(1|true)$/i.test(value ?? "");
/** Such as "file:///tmp/trace" or "https://collector.example". */
const sent: Where = (address) =>
  /^[\w+.-]+:/.test(address) && !address.startsWith("file:") ? `at ${address}` : folderOf(address);
const printed: Where = () => PRINTED;
const folderOf = (file: string): string =>
  `in the folder ${dirname(resolve(file.replace(/^file:(\/\/)?/, "")))}`;

/**
 * Read from the sources of Pulumi 3.259, where each flag of the command line has a variable as well (`--verbose`, `-v`:
 * PULUMI_OPTION_VERBOSE), of Terraform's plugin SDK, which the plugins azuread and gcp are made with, of gRPC, Go, Node and Google's clients.
 */
const SWITCHES: Readonly<Record<string, Where>> = {
  PULUMI_DEBUG_GRPC: folderOf,
  PULUMI_OPTION_VERBOSE: (level, env, temporary) =>
    Number(level) > 0
      ? on(env["PULUMI_OPTION_LOGTOSTDERR"])
        ? PRINTED
        : // Measured: mode 0644.
          `in the folder ${temporary}, readable to everybody on this machine`
      : undefined,
  PULUMI_OPTION_TRACING: sent,
  PULUMI_OPTION_OTEL_TRACES: sent,
  PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT: sent,
  PULUMI_LOG_OTLP_ENDPOINT: sent,
  PULUMI_OPTION_EVENT_LOG: folderOf,
  PULUMI_OPTION_SHOW_SECRETS: (value) => (on(value) ? PRINTED : undefined),
  PULUMI_OPTION_DEBUG: (value) => (on(value) ? PRINTED : undefined),
  GODEBUG: (value) => (/\bhttp2debug=[12]/.test(value) ? PRINTED : undefined),
  GRPC_TRACE: printed,
  GRPC_NODE_TRACE: printed,
  NODE_DEBUG: printed,
  GOOGLE_SDK_NODE_LOGGING: printed,
  GOOGLE_SDK_GO_LOGGING_LEVEL: (level) => (/^debug$/i.test(level) ? PRINTED : undefined),
};

/** TF_LOG, TF_LOG_PROVIDER, TF_LOG_SDK_PROTO and the like: the bodies of requests, a new client secret among them. */
const terraform: Where = (level, env) =>
  /^(off|none)$/i.test(level) ? undefined : env["TF_LOG_PATH"] ? folderOf(env["TF_LOG_PATH"]) : PRINTED;

/**
 * What in an environment has secrets written in plain text.
 *
 * @param temporary the folder for temporary files
 */
export const loudSwitches = (env: NodeJS.ProcessEnv, temporary: string): LoudSwitch[] =>
  Object.entries(env).flatMap(([name, value = ""]) => {
    const whereOf = SWITCHES[name] ?? (/^TF_LOG(_|$)/.test(name) ? terraform : undefined);
    const where = value.trim() === "" ? undefined : whereOf?.(value, env, temporary);
    return where === undefined ? [] : [{ name, value, where }];
  });

/** The same in words, with what helps; undefined where there is nothing to say. */
export function loudText(switches: readonly LoudSwitch[]): string | undefined {
  if (switches.length === 0) return undefined;
  return [
    "Secrets would be written in plain text:",
    ...switches.map(({ name, value, where }) => `  ${name} is "${value}": they would be ${where}`),
    `Allowed: none of these. Type: unset ${switches.map(({ name }) => name).join(" ")}`,
  ].join("\n");
}
