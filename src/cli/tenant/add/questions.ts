import type { Readable, Writable } from "node:stream";
import { isCancel, multiselect, password, text } from "@clack/prompts";
import { PROFILES } from "#config/rules/profiles.ts";
import type { Given } from "#config/tenantFields.ts";
import type { Source } from "#config/tenantProblems.ts";

/** What is known of a tenant that is to be added. */
export interface TenantDraft {
  name: string;
  given: Given;
  password: string;
}

/** Why an answer cannot be taken, in the words of the configuration; undefined when it can. */
export type DraftCheck = (draft: TenantDraft, asked: Source) => string | undefined;

/** Where questions and answers go. */
export interface Terminal {
  input: Readable;
  output: Writable;
}

const SYSTEMS = ["microsoft-tenant-id", "google-project"] as const;
const REST = ["erp-database", "erp-login", "company", "erp-password"] as const;

const QUESTIONS = {
  name: "Name of the new tenant",
  dns: "The ERP's public DNS name",
  "microsoft-tenant-id": "The customer's directory (tenant) id at Microsoft",
  "google-project": "Id of the customer's Google Cloud project",
  "erp-database": "The ERP's database",
  "erp-login": "Login of the ERP's integration user",
  company: "The company's exact name, or its id, in the ERP",
  "erp-password": "That user's password or API key (not shown)",
} as const satisfies Partial<Record<Source, string>>;
type Question = keyof typeof QUESTIONS;

/** Asks for what every tenant needs and nobody has given yet. @throws Error when somebody ends it */
export async function askForMissing(
  draft: TenantDraft,
  check: DraftCheck,
  terminal: Terminal,
): Promise<TenantDraft> {
  const begun = await askAll(["name", "dns"], draft, check, terminal);
  const chosen = SYSTEMS.some((system) => begun.given[system]) ? [] : await askForSystems(terminal);
  return await askAll([...chosen, ...REST], begun, check, terminal);
}

async function askAll(
  questions: readonly Question[],
  draft: TenantDraft,
  check: DraftCheck,
  terminal: Terminal,
): Promise<TenantDraft> {
  let known = draft;
  for (const question of questions) if (isMissing(known, question)) known = await ask(known, question);
  return known;

  async function ask(before: TenantDraft, question: Question): Promise<TenantDraft> {
    const validate = (answer = "") => check(answered(before, question, answer), question);
    const asked = { message: QUESTIONS[question], validate, ...terminal };
    const answer = question === "erp-password" ? password({ ...asked, mask: "" }) : text(asked);
    return answered(before, question, notEnded(await answer));
  }
}

const askForSystems = async (terminal: Terminal): Promise<(typeof SYSTEMS)[number][]> =>
  notEnded(
    await multiselect({
      message: "Which of them does the customer have? (space chooses)",
      options: [
        { value: SYSTEMS[0], label: "Microsoft 365" },
        { value: SYSTEMS[1], label: "Google" },
      ],
      required: true,
      ...terminal,
    }),
  );

/** Whether a tenant needs it and does not have it yet. */
function isMissing({ name, given, password }: TenantDraft, question: Question): boolean {
  if (question === "name") return name === "";
  const reached = given.access !== "vendor";
  if (question === "erp-password") return reached && password === "";
  if (question === "company" && storesByDatabase(given.profile)) return false;
  return !given[question] && (reached || !question.startsWith("erp-"));
}

const storesByDatabase = (profile: Given["profile"]): boolean =>
  Object.entries(PROFILES).some(([name, { store }]) => name === profile && store.kind === "parameters");

function answered(draft: TenantDraft, question: Question, answer: string): TenantDraft {
  if (question === "name") return { ...draft, name: answer };
  if (question === "erp-password") return { ...draft, password: answer };
  return { ...draft, given: { ...draft.given, [question]: answer } };
}

function notEnded<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (isCancel(answer)) throw new Error("Ended before all was answered: nothing was written.");
  return answer as Exclude<Answer, symbol>;
}
