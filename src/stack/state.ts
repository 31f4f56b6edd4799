import type { CompanyOverrides } from "#clients/erp/discovery.ts";
import type { RecordedErp, RecordedServer } from "#verify/erp/access.ts";
import type { RecordedGoogle } from "#verify/google/expected.ts";
import type { ExpectedMicrosoft, ExpectedSecret } from "#verify/microsoft/expected.ts";

/** The part of `pulumi stack export` that is of use here. */
export interface StackExport {
  deployment?: {
    manifest?: { time?: string };
    resources?: StateResource[];
    pending_operations?: { type: string; resource: StateResource }[];
    /** What its secrets are encrypted with. */
    secrets_providers?: { type?: string; state?: Record<string, unknown> };
  };
}

export interface StateResource {
  urn: string;
  type: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  /** It has a successor and waits to be removed. */
  delete?: boolean;
}

export type RecordedMicrosoft = Pick<
  ExpectedMicrosoft,
  "application" | "servicePrincipalId" | "secrets" | "owners"
>;

export const GOOGLE_CLIENT = "modernauth:index:GoogleOAuthClient";
const APPLICATION = "azuread:index/application:Application";
const SERVICE_PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
export const TAB = "modernauth:index:ErpCompanyOAuth";
const MAIL_SERVER = "modernauth:index:ErpMailServer";
export const PASSWORD = "azuread:index/applicationPassword:ApplicationPassword";

/** The resources of one type, without those that only wait to be removed. */
export const currentOf = ({ deployment }: StackExport, type: string): StateResource[] =>
  (deployment?.resources ?? []).filter((one) => one.type === type && !one.delete);

/** What the state knows of the Microsoft part. */
export function recordedMicrosoft(exported: StackExport): RecordedMicrosoft {
  const [application] = currentOf(exported, APPLICATION);
  const servicePrincipalId = currentOf(exported, SERVICE_PRINCIPAL)[0]?.outputs?.objectId;
  return {
    ...(application
      ? {
          application: {
            objectId: String(application.outputs?.objectId),
            clientId: String(application.outputs?.clientId),
          },
        }
      : {}),
    ...(servicePrincipalId ? { servicePrincipalId: String(servicePrincipalId) } : {}),
    owners: ((application?.inputs?.owners ?? []) as unknown[]).map(String),
    secrets: (exported.deployment?.resources ?? [])
      .filter(({ type }) => type === PASSWORD)
      .toSorted((a, b) => generationOf(a) - generationOf(b))
      .map(secretOf),
  };
}

/** What the state knows of the newest of these secrets of the Google client; undefined when it knows none of them. */
export function recordedGoogle(
  exported: StackExport,
  numbers: readonly number[],
): RecordedGoogle | undefined {
  const client = currentOf(exported, GOOGLE_CLIENT)
    .filter((one) => numbers.includes(generationOf(one)))
    .toSorted((a, b) => generationOf(a) - generationOf(b))
    .at(-1);
  if (!client) return undefined;
  const { redirect = "", auditedUntil = "" } = client.outputs ?? {};
  return { redirect: String(redirect), auditedUntil: String(auditedUntil) };
}

/** Id of the Google client that the state knows, whoever made it; undefined when there is none. */
export function recordedGoogleClient(exported: StackExport): string | undefined {
  const [client] = currentOf(exported, GOOGLE_CLIENT);
  return client?.outputs?.clientId ? String(client.outputs.clientId) : undefined;
}

/** Where the last update wrote in the ERP. */
export function recordedErp(exported: StackExport): RecordedErp {
  const tabs = currentOf(exported, TAB).filter(({ outputs }) => outputs?.fieldNames);
  const id = Number(tabs[0]?.inputs?.companyId);
  const fields: CompanyOverrides = Object.fromEntries(
    tabs.map(({ inputs, outputs }) => [inputs?.system, outputs?.fieldNames]),
  );
  const servers = currentOf(exported, MAIL_SERVER)
    .filter(({ outputs }) => outputs?.switched === true)
    .map(
      ({ inputs, outputs }): RecordedServer => ({
        kind: inputs?.direction === "outgoing" ? "outgoing" : "incoming",
        id: Number(inputs?.serverId),
        field: String(outputs?.fieldName),
        useOAuth2: inputs?.useOAuth2 === true,
      }),
    );
  return { ...(tabs.length > 0 ? { company: { id, fields } } : {}), servers };
}

/** A run is under way, or was interrupted: what it made may not be in the state yet. */
export const isUnsettled = ({ deployment }: StackExport): boolean =>
  (deployment?.pending_operations ?? []).length > 0;

/** The program counts secrets up: "…-secret-2" is the newer one. */
export const generationOf = ({ urn }: StateResource): number => Number(/-(\d+)$/.exec(urn)?.[1] ?? 0);

function secretOf({ outputs = {}, delete: retired }: StateResource): ExpectedSecret {
  const secret = { keyId: String(outputs.keyId), endDate: String(outputs.endDate) };
  return retired ? { ...secret, retired: true } : secret;
}
