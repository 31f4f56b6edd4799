import { entraEndpoints } from "#clients/entra/endpoints.ts";
import { readPasswords } from "#clients/graph/passwords.ts";
import { nextStepsText } from "#config/rules/nextStep.ts";
import { type HeldInErp, NOTHING_MADE, type Situation } from "#config/rules/situation.ts";
import type { TenantConfig } from "#config/schema.ts";
import { type RecordedSecrets, recordedSecrets } from "#stack/secrets.ts";
import { recordedMicrosoft, type StackExport } from "#stack/state.ts";
import type { HeldByErp } from "#verify/erp/held.ts";
import { HeldSecret } from "#verify/erp/heldSecret.ts";
import { erpReader } from "#verify/erp/reader.ts";
import type { Part, Problem } from "#verify/finding.ts";
import { tryLive } from "#verify/microsoft/live.ts";
import { signIn } from "#verify/microsoft/verify.ts";
import { confirmedNumber, numberOf, writtenNumber } from "./recorded.ts";

export interface LookedAround {
  situation: Situation;
  /** What could not be looked at, although it is no obstacle. */
  unseen?: string;
}

/**
 * Looks where the secrets are: in the state, in Entra, in the ERP. Changes nothing.
 *
 * @param exported with its secrets in clear
 * @throws Error when it cannot be found out what the ERP holds, or whether that works
 */
export async function lookAround(
  config: TenantConfig,
  exported: StackExport,
  call: typeof fetch,
): Promise<LookedAround> {
  const recorded = recordedSecrets(exported);
  if (!config.microsoft || recorded.secrets.size === 0) return { situation: NOTHING_MADE };
  const { tenantId } = config.microsoft;
  const [present, erp] = await Promise.all([
    keyIdsInEntra(tenantId, exported, call),
    heldInErp(config, exported, recorded, call),
  ]);
  const made = [...recorded.secrets.keys()];
  if (present instanceof Error)
    return {
      situation: { made, gone: [], erp },
      unseen: `whether every secret is still in Entra: ${present.message}`,
    };
  const gone = made.filter((number) => !present.has(recorded.secrets.get(number)?.keyId ?? ""));
  return { situation: { made, gone, erp } };
}

/** The key ids of the registration's secrets, or why they cannot be read: a rotation works without, too. */
async function keyIdsInEntra(
  tenantId: string,
  exported: StackExport,
  call: typeof fetch,
): Promise<Set<string> | Error> {
  const { application } = recordedMicrosoft(exported);
  try {
    const { graph } = await signIn(tenantId, call);
    if (graph.problem) return new Error(graph.problem.what);
    const passwords = application ? await readPasswords(graph.value, application.objectId) : undefined;
    return new Set(passwords?.map(({ keyId }) => keyId));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function heldInErp(
  config: TenantConfig,
  exported: StackExport,
  recorded: RecordedSecrets,
  call: typeof fetch,
): Promise<HeldInErp> {
  const tenantId = config.microsoft?.tenantId ?? "";
  const atVendor = config.erp.access === "vendor";
  const held = atVendor
    ? confirmedByVendor(config, exported, recorded)
    : await erpReader({ config, exported }, call).held("microsoft");
  const { live } = await tryLive(
    held,
    { tenantId },
    { value: await entraEndpoints(process.env, call) },
    undefined,
    call,
  );
  if (held.problem || live.problem) throw unknowable((held.problem ?? live.problem) as Problem);
  const { secret } = held.value;
  const vendor = atVendor ? { vendor: true as const } : {};
  if (secret === "none") return { secret: "nothing", ...vendor };
  if (secret === "hidden") return { secret, ...writtenNumber(recorded) };
  const { proof } = live.value;
  if (proof?.kind === "unreachable") throw unknowable(proof.problem);
  const number = numberOf(recorded, (value) => secret.is(value));
  return {
    secret: number ?? "another",
    ...(proof?.kind === "accepted" ? {} : { refusal: proof?.explanation ?? "its client id is none" }),
    ...vendor,
  };
}

/** What the vendor has confirmed, as if the ERP had been read: the state has the secret of that number, as long as there is one. */
function confirmedByVendor(
  { microsoft, erp }: TenantConfig,
  exported: StackExport,
  recorded: RecordedSecrets,
): Part<HeldByErp> {
  const confirmed = recorded.secrets.get(confirmedNumber(recorded, erp.handedOver) ?? 0);
  return {
    value: {
      clientId: recordedMicrosoft(exported).application?.clientId,
      tenant: microsoft?.tenantId,
      redirectUri: undefined,
      secret: confirmed ? new HeldSecret(confirmed.value) : "none",
    },
  };
}

const unknowable = ({ what, next }: Problem): Error =>
  new Error(
    `Nothing was changed, because it could not be found out which secret the ERP works with: ${what} (${nextStepsText(next)}).`,
  );
