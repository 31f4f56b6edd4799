import { unlinkSync } from "node:fs";
import type { CommandAnswer, Desk } from "#cli/answer.ts";
import { today } from "#cli/arguments.ts";
import { askOnTerminal } from "#cli/terminal.ts";
import { GoogleApiError } from "#clients/google/api.ts";
import { GoogleAuthError, googleAuth } from "#clients/google/auth.ts";
import { parseClientFile, storedFile, type WebClient } from "#clients/google/clientFile.ts";
import { checkClientFile } from "#clients/google/clientFileCheck.ts";
import { readProject } from "#clients/google/project.ts";
import { probeToken } from "#clients/google/tokenProbe.ts";
import { clientGenerations } from "#config/rules/googleGenerations.ts";
import { decideImport, type ImportDecision, type StoredSecret } from "#config/rules/googleImport.ts";
import { type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import type { TenantConfig } from "#config/schema.ts";
import { readInput, readText, UndecodableText } from "#config/text.ts";
import { print } from "#fleet/forms/terminal.ts";
import { removeClientFile, writeClientFile, writeGoogleGenerations } from "#rotation/writeGoogleSecrets.ts";
import { googlePart, googleRedirectUris } from "#stack/google.ts";
import { readStack } from "#stack/stack.ts";
import { recordedGoogleClient, type StackExport } from "#stack/state.ts";
import { removeAttested } from "#stack/writeAttested.ts";

interface ImportOptions {
  replaceClient?: true;
  deleteFile?: true;
  keepFile?: true;
}

export async function importFile(
  name: string,
  file: string,
  options: ImportOptions,
  { out }: Pick<Desk, "out">,
): Promise<CommandAnswer> {
  const { config, exported } = await readStack(name);
  const google = googlePart(name, config);
  const client = parseClientFile(await contentOf(file));
  const number = await projectNumber(google.project);
  refuseWrongClient(client, config, number.value);
  const verdict = await probeToken(client);
  if (verdict.verdict !== "accepted") {
    const { message, fix } = verdict;
    const next = fix ? { next: [{ kind: "person", text: fix } as const] } : {};
    const aside = `Nothing was stored. ${message} ${fix}\n`;
    return verdict.verdict === "rejected"
      ? { outcome: "failed", cause: { kind: "google", code: verdict.reason, message }, ...next, aside }
      : { outcome: "inconclusive", cause: { kind: "inconclusive", message }, ...next, aside };
  }
  const decision = decideImport(inUse(storedSecrets(config), client, exported), client, {
    today: today(),
    replaceClient: options.replaceClient === true,
  });
  await carryOut(name, decision, client, config);
  const answer = importAnswer(name, decision, client, number.problem);
  if (decision.action === "refused" || file === "-") return answer;
  // Whether the file may go is asked of somebody who has read that it is stored.
  const { text = "", ...rest } = answer;
  print(out, text);
  await offerDeletion(file, options);
  return rest;
}

/** A client of the state that the configuration has no readable file of is in use all the same. */
function inUse(stored: StoredSecret[], { clientId }: WebClient, exported: StackExport): StoredSecret[] {
  const recorded = recordedGoogleClient(exported);
  const another = stored.length === 0 && recorded !== undefined && recorded !== clientId;
  return another ? [{ clientId: recorded, clientSecret: "", number: 1 }] : stored;
}

const AS_DOWNLOADED = "Import the file as the console offers it, unchanged.";

async function contentOf(file: string): Promise<string> {
  if (file === "-") return await readInput({ fix: AS_DOWNLOADED });
  try {
    return readText(file, { fix: AS_DOWNLOADED });
  } catch (error) {
    if (error instanceof UndecodableText) throw error;
    throw new Error(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Name the one file that the console has just offered: ` +
        "client_secret_<client id>.json",
    );
  }
}

/** The number that the client's id has to begin with. Who may not read it still gets the other checks. */
async function projectNumber(project: string): Promise<{ value?: string; problem?: string }> {
  try {
    return { value: (await readProject({ auth: await googleAuth(process.env), project })).number };
  } catch (error) {
    if (!(error instanceof GoogleApiError || error instanceof GoogleAuthError)) throw error;
    return {
      problem: `whether the file is of the project with the number that Google gives: ${error.message}`,
    };
  }
}

/** The secrets of the configuration; one that nobody can read is as good as none. */
const storedSecrets = (config: TenantConfig): StoredSecret[] =>
  clientGenerations(config).flatMap(({ number, since, clientFile }) => {
    try {
      return [{ ...parseClientFile(clientFile), number, ...(since ? { since } : {}) }];
    } catch {
      return [];
    }
  });

/** @throws Error with everything that is wrong */
function refuseWrongClient(client: WebClient, config: TenantConfig, projectNumber: string | undefined): void {
  const problems = checkClientFile(client, {
    ...(config.google ? { projectId: config.google.project } : {}),
    ...(projectNumber ? { projectNumber } : {}),
    redirectUri: googleRedirectUris(config)[0],
  });
  if (problems.length > 0)
    throw new Error(
      `Nothing was stored.\n${problems.map(({ message, fix }) => `${message} Fix: ${fix}`).join("\n")}`,
    );
}

/** The secret goes in before its date: whatever is interrupted, running it again finishes. */
async function carryOut(
  stack: string,
  { action, generations }: ImportDecision,
  client: WebClient,
  config: TenantConfig,
): Promise<void> {
  if (action === "refused") return;
  const written = config.google?.generations ?? [];
  // The same secret, and perhaps other redirect URIs since.
  const [known] = action === "known" ? clientGenerations(config).slice(-1) : [];
  if (known && known.clientFile !== storedFile(client))
    await writeClientFile(stack, known.configKey, storedFile(client));
  const file = storedFile(client);
  if (action === "next") await writeClientFile(stack, "googleNextClientFile", file);
  // A second secret of the client that goes would be taken for a newer one of the client that comes.
  if (action === "replaced" && config.googleNextClientFile !== undefined)
    await removeClientFile(stack, "googleNextClientFile");
  // Nobody has seen the new client in the console yet, nor used it.
  if (action === "replaced") await removeAttested(stack, config.google?.attested ?? {}, ["client", "use"]);
  if (action === "first" || action === "replaced") await writeClientFile(stack, "googleClientFile", file);
  await writeGoogleGenerations(stack, written, generations);
}

function importAnswer(
  tenant: string,
  { action, generations, because }: ImportDecision,
  { clientId, clientSecret }: WebClient,
  unseen: string | undefined,
): CommandAnswer {
  const refused = action === "refused";
  const next: NextStep | undefined = refused
    ? undefined
    : action === "next"
      ? { kind: "modern-auth", words: ["google", "rotate", tenant] }
      : { kind: "update" };
  const warning = action === "replaced" ? "Every user has to consent again." : "";
  const { number, since } = generations.at(-1) ?? {};
  const lines = [
    `Stack "${tenant}": ${refused ? "nothing was stored, " : ""}${because}.`,
    ...(warning ? [warning] : []),
    ...(unseen ? [`Not seen: ${unseen}`] : []),
    ...(next ? [`Next: ${nextStepText(next, tenant)}`] : []),
  ];
  return {
    ...(refused ? { outcome: "refused", cause: { kind: "refused", message: because } } : { outcome: "ok" }),
    next: next ? [next] : [],
    found: {
      action,
      clientId,
      last4: clientSecret.slice(-4),
      number,
      since,
      because,
      warning,
      ...(unseen ? { unseen } : {}),
    },
    text: `${lines.join("\n")}\n`,
  };
}

async function offerDeletion(file: string, { deleteFile, keepFile }: ImportOptions): Promise<void> {
  if (keepFile) return;
  const agreed =
    deleteFile === true ||
    (process.stdin.isTTY && (await askOnTerminal(`The secret stands in clear in ${file}. Delete the file?`)));
  if (agreed && removed(file)) return;
  print(process.stderr, `The secret stands in clear in ${file}: delete the file.\n`);
}

function removed(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}
