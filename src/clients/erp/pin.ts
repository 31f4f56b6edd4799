import { configSet, type NextStep } from "#config/rules/nextStep.ts";

/**
 * Pins a field of the ERP. It is a name, and no secret, but the Pulumi CLI refuses to write in clear what its key calls a secret or a
 * token, unless it is told to: https://www.pulumi.com/docs/iac/cli/commands/pulumi_config_set/
 * @param path e.g. "erp.fields.microsoft.clientSecret"
 */
export const fieldPin = (path: string, field: string): NextStep =>
  configSet(path, field, undefined, /secret|token|pass/i.test(path) ? ["--plaintext"] : []);
