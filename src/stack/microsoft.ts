import { CONSENT_MODES, type ConsentMode } from "#config/rules/consent.ts";
import { isGuid } from "#config/rules/formats.ts";
import { pulumi } from "./pulumi.ts";

/**
 * What a stack's configuration says about its tenant, as far as its deployer must know.
 *
 * @throws Error naming the key, its value, what is allowed and the command
 */
export async function readMicrosoft(stack: string): Promise<{ tenantId: string; consent: ConsentMode }> {
  const run = await pulumi(["config", "get", "--path", "microsoft", "--stack", stack]);
  if (run.code !== 0 && !/configuration key .* not found/.test(run.stderr))
    throw new Error(run.stderr.trim());
  const { tenantId, consent = "grant" } = parse(run.stdout);
  const set = `pulumi config set --path microsoft.tenantId <GUID> --stack ${stack}`;
  if (!tenantId)
    throw new Error(`microsoft.tenantId of stack "${stack}" is not set: it has no Microsoft. Type: ${set}`);
  if (!isGuid(tenantId))
    throw new Error(
      `microsoft.tenantId of stack "${stack}" is "${tenantId}". Allowed: the customer's directory (tenant) id, a GUID. Type: ${set}`,
    );
  const mode = CONSENT_MODES.find((one) => one === consent);
  if (!mode)
    throw new Error(
      `microsoft.consent of stack "${stack}" is "${consent}". Allowed: ${CONSENT_MODES.join(", ")}. ` +
        `Type: pulumi config set --path microsoft.consent grant --stack ${stack}`,
    );
  return { tenantId, consent: mode };
}

function parse(text: string): { tenantId?: string; consent?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
