import { probeToken, type TokenVerdict } from "#clients/google/tokenProbe.ts";
import { limitedFetch } from "#clients/transport.ts";
import type { ClientGeneration } from "#config/rules/googleGenerations.ts";
import type { GoogleSecretHeld, RotationSituation, SecretState } from "#config/rules/googleRotation.ts";
import type { TenantConfig } from "#config/schema.ts";
import { isProven, provenGoogle } from "#stack/provenSecrets.ts";
import { writtenSecret } from "#stack/secrets.ts";
import type { StackExport } from "#stack/state.ts";
import type { ErpReader } from "#verify/erp/reader.ts";
import { erpReader } from "#verify/erp/reader.ts";
import { storedClient } from "#verify/google/storedClient.ts";

const STATES: Readonly<Record<TokenVerdict["verdict"], SecretState>> = {
  accepted: "accepted",
  rejected: "refused",
  inconclusive: "unknown",
};

/** Asks Google for the secrets, and the ERP for the one it holds. Changes nothing. @param exported with its secrets in clear */
export async function lookAtRotation(
  stack: string,
  config: TenantConfig,
  generations: readonly ClientGeneration[],
  exported: StackExport,
  call: typeof fetch = limitedFetch,
): Promise<RotationSituation & { problem?: string }> {
  const newest = generations.at(-1);
  if (!newest) return { passedOn: false, erp: "nothing" };
  const clients = generations.map((generation) => storedClient(stack, generation));
  const verdicts = await Promise.all(clients.map((client) => probeToken({ ...client, fetch: call })));
  const states = verdicts.map(({ verdict }) => ({ state: STATES[verdict] }));
  const [older] = states.length > 1 ? states : [];
  const atVendor = config.erp.access === "vendor";
  const secrets = clients.map(({ clientSecret }) => clientSecret);
  const erp: { held: GoogleSecretHeld; problem?: string } = !older
    ? { held: "nothing" }
    : atVendor
      ? { held: confirmedByVendor(config, generations) }
      : await heldInErp(erpReader({ config, exported }, call), secrets);
  const unheard = verdicts.find(({ verdict }) => verdict === "inconclusive");
  const refused = verdicts.at(-1)?.verdict === "rejected" ? verdicts.at(-1) : undefined;
  const problem = refused ? `${refused.message} ${refused.fix}` : (unheard?.message ?? erp.problem);
  return {
    newest: { state: states.at(-1)?.state ?? "unknown", ...(newest.since ? { since: newest.since } : {}) },
    ...(older ? { older } : {}),
    passedOn: atVendor
      ? isProven(provenGoogle(config, exported))
      : writtenSecret(exported, "google") === secrets.at(-1),
    erp: erp.held,
    ...(atVendor ? { vendor: true as const } : {}),
    ...(problem ? { problem } : {}),
  };
}

async function heldInErp(
  erp: ErpReader,
  secrets: readonly string[],
): Promise<{ held: GoogleSecretHeld; problem?: string }> {
  const { value, problem } = await erp.held("google");
  if (problem) return { held: "unknown", problem: problem.what };
  const { secret } = value;
  if (secret === "none") return { held: "nothing" };
  if (secret === "hidden") return { held: "hidden" };
  return {
    held: placed(
      secrets.findLastIndex((one) => secret.is(one)),
      secrets,
    ),
  };
}

function confirmedByVendor(
  { erp }: TenantConfig,
  generations: readonly ClientGeneration[],
): GoogleSecretHeld {
  const confirmed = erp.handedOver?.google;
  if (confirmed === undefined) return "nothing";
  return placed(
    generations.findIndex(({ number }) => number === confirmed),
    generations,
  );
}

const placed = (index: number, { length }: readonly unknown[]): GoogleSecretHeld =>
  index < 0 ? "another" : index === length - 1 ? "newest" : "older";
