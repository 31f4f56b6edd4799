import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import { DEFAULT_SWITCHES, GRAPH_APP_ID, selectPermissions } from "#config/rules/permissions.ts";
import { redirectUri } from "#config/rules/redirectUris.ts";
import { startFleetProcess } from "#sandbox/fleet/process.ts";
import { tenantNames } from "#sandbox/fleet/tenantNames.ts";
import { measure, median, type Taken } from "./measure.ts";
import { fixed, type Part, told } from "./rows.ts";

const RUNS = 7;
const LATENCY_MS = 50;
const NAME = `${APPLICATION_NAME}, by Terraform`;
/** It would ask whether there is a newer version, and leave a file in the user's home for that. */
const QUIET = { CHECKPOINT_DISABLE: "1" };

/** The Microsoft part of a tenant as a Terraform plan, where a `terraform` that finds the azuread provider is on the PATH. */
export async function terraformPart(): Promise<Part> {
  const title = "Beside Terraform";
  const version = await measure(["terraform", "version"], { env: QUIET }).catch(() => undefined);
  if (version?.code !== 0)
    return { title, method: "Not measured: there was no `terraform` on the PATH.", rows: [] };
  const directory = mkdtempSync(join(tmpdir(), "modern-auth-bench-"));
  const cwd = join(directory, "terraform");
  mkdirSync(cwd);
  writeFileSync(join(cwd, "main.tf.json"), JSON.stringify(configuration()));
  // Before the sandbox's network: the provider comes from Terraform's registry, or a mirror of it.
  const init = await measure(["terraform", "init", "-input=false", "-no-color"], { cwd, env: QUIET });
  if (init.code !== 0) {
    rmSync(directory, { recursive: true, force: true });
    return { title, method: "Not measured: `terraform init` did not find the azuread provider.", rows: [] };
  }
  const fleet = await startFleetProcess({
    tenants: 1,
    directory: join(directory, "fleet"),
    latency: LATENCY_MS,
    provisioned: true,
  });
  try {
    const terraform = async (...args: string[]) => {
      const taken = await measure(["terraform", ...args, "-input=false", "-no-color"], {
        cwd,
        env: { ...fleet.env, ...QUIET },
      });
      if (taken.code !== 0)
        throw new Error(`terraform ${args[0]} ended with ${taken.code}:\n${taken.stdout}`);
      return taken;
    };
    await terraform("apply", "-auto-approve");
    const plans: Taken[] = [];
    for (let run = 0; run < RUNS; run += 1) plans.push(await terraform("plan", "-detailed-exitcode"));
    const of = (figure: "cpu" | "wall") => `${fixed(median(plans.map((plan) => plan[figure])), 2)} s`;
    return {
      title,
      method: `The Microsoft part of a tenant with ${LATENCY_MS} ms latency for each call, nothing changed; medians of ${RUNS} runs.`,
      rows: [told("`terraform plan`, CPU", of("cpu")), told("`terraform plan`, wall", of("wall"))],
    };
  } finally {
    await fleet.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The same objects as the program's, in Terraform's JSON. */
function configuration(): object {
  const { dns, microsoft } = tenantNames(1).config;
  const application = `\${azuread_application.erp.id}`;
  const [principal, graph] = [
    `\${azuread_service_principal.erp.object_id}`,
    `\${data.azuread_service_principal.graph.object_id}`,
  ];
  const owners = [`\${data.azuread_client_config.caller.object_id}`];
  const permissions = selectPermissions(DEFAULT_SWITCHES);
  const scopes = permissions.filter(({ type }) => type === "Scope");
  const roles = permissions.filter(({ type }) => type === "Role");
  return {
    terraform: { required_providers: { azuread: { source: "hashicorp/azuread" } } },
    provider: { azuread: { tenant_id: microsoft.tenantId } },
    data: {
      azuread_client_config: { caller: {} },
      azuread_service_principal: { graph: { client_id: GRAPH_APP_ID } },
    },
    resource: {
      azuread_application: {
        erp: {
          display_name: NAME,
          prevent_duplicate_names: true,
          sign_in_audience: "AzureADMyOrg",
          owners,
          api: { requested_access_token_version: 2 },
          web: { redirect_uris: [redirectUri(dns)] },
          required_resource_access: {
            resource_app_id: GRAPH_APP_ID,
            resource_access: permissions.map(({ id, type }) => ({ id, type })),
          },
        },
      },
      azuread_service_principal: { erp: { client_id: `\${azuread_application.erp.client_id}`, owners } },
      azuread_service_principal_delegated_permission_grant: {
        erp: {
          service_principal_object_id: principal,
          resource_service_principal_object_id: graph,
          claim_values: scopes.map(({ name }) => name),
        },
      },
      azuread_app_role_assignment: Object.fromEntries(
        roles.map(({ id, name }) => [
          name.replaceAll(".", "_"),
          { app_role_id: id, principal_object_id: principal, resource_object_id: graph },
        ]),
      ),
      azuread_application_password: {
        erp: { application_id: application, display_name: NAME, end_date: "2028-11-23T00:00:00Z" },
      },
    },
  };
}
