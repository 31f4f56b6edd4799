import { AdvisedError } from "#config/advisedError.ts";
import { CONSENT_MODES, type ConsentMode } from "#config/rules/consent.ts";
import { isGuid } from "#config/rules/formats.ts";
import { configSet, placeholder } from "#config/rules/nextStep.ts";
import { PulumiError, pulumi } from "./pulumi.ts";

/**
 * What a stack's configuration says about its tenant, as far as its deployer must know.
 *
 * @throws Error naming the key, its value, what is allowed and the command
 */
export async function readMicrosoft(stack: string): Promise<{ tenantId: string; consent: ConsentMode }> {
  const run = await pulumi(["config", "get", "--path", "microsoft", "--stack", stack]);
  if (run.code !== 0 && !/configuration key .* not found/.test(run.stderr))
    throw new PulumiError(run.stderr.trim(), run.code);
  const { tenantId, consent = "grant" } = parse(run.stdout);
  const set = configSet("microsoft.tenantId", placeholder("microsoft.tenantId"));
  if (!tenantId)
    throw new AdvisedError(`microsoft.tenantId of stack "${stack}" is not set: it has no Microsoft.`, set);
  if (!isGuid(tenantId))
    throw new AdvisedError(
      `microsoft.tenantId of stack "${stack}" is "${tenantId}". Allowed: the customer's directory (tenant) id, a GUID.`,
      set,
    );
  const mode = CONSENT_MODES.find((one) => one === consent);
  if (!mode)
    throw new AdvisedError(
      `microsoft.consent of stack "${stack}" is "${consent}". Allowed: ${CONSENT_MODES.join(", ")}.`,
      configSet("microsoft.consent", "grant"),
    );
  return { tenantId: tenantId.toLowerCase(), consent: mode };
}

function parse(text: string): { tenantId?: string; consent?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
