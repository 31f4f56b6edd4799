import { parseClientFile } from "../clients/google/clientFile.ts";
import { probeToken, type TokenVerdict } from "../clients/google/tokenProbe.ts";
import type { ClientGeneration } from "../config/googleGenerations.ts";
import type { HeldByErp, RotationSituation, SecretState } from "../config/googleRotation.ts";
import type { TenantConfig } from "../config/schema.ts";
import { readHeld } from "../verify/erp/held.ts";
import { erpAccess } from "./stack.ts";
import { writtenSecret } from "./stackSecrets.ts";
import type { StackExport } from "./stackState.ts";

const STATES: Readonly<Record<TokenVerdict["verdict"], SecretState>> = {
  accepted: "accepted",
  rejected: "refused",
  inconclusive: "unknown",
};

/** Asks Google for the secrets, and the ERP for the one it holds. Changes nothing. @param exported with its secrets in clear */
export async function lookAtRotation(
  config: TenantConfig,
  generations: readonly ClientGeneration[],
  exported: StackExport,
): Promise<RotationSituation & { problem?: string }> {
  const newest = generations.at(-1);
  if (!newest) return { passedOn: false, erp: "nothing" };
  const verdicts = await Promise.all(
    generations.map(({ clientFile }) => probeToken(parseClientFile(clientFile))),
  );
  const states = verdicts.map(({ verdict }) => ({ state: STATES[verdict] }));
  const [older] = states.length > 1 ? states : [];
  const erp = older ? await heldInErp(config, generations) : { held: "nothing" as const };
  const problem = verdicts.find(({ verdict }) => verdict === "inconclusive")?.message ?? erp.problem;
  return {
    newest: { state: states.at(-1)?.state ?? "unknown" },
    ...(older ? { older } : {}),
    passedOn: writtenSecret(exported, "google") === parseClientFile(newest.clientFile).clientSecret,
    erp: erp.held,
    ...(problem ? { problem } : {}),
  };
}

async function heldInErp(
  config: TenantConfig,
  generations: readonly ClientGeneration[],
): Promise<{ held: HeldByErp; problem?: string }> {
  const { value, problem } = await readHeld(erpAccess(config, "google"), "google");
  if (problem) return { held: "unknown", problem: problem.what };
  const { secret } = value;
  if (secret === "none") return { held: "nothing" };
  if (secret === "hidden") return { held: "hidden" };
  const index = generations.findLastIndex(({ clientFile }) =>
    secret.is(parseClientFile(clientFile).clientSecret),
  );
  return { held: index < 0 ? "another" : index === generations.length - 1 ? "newest" : "older" };
}
