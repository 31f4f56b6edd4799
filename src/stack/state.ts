import type { ServerKind } from "#config/rules/mailSystems.ts";
import type { CompanyFieldNames } from "#config/rules/profiles.ts";
import type { ServerSettings } from "#config/rules/serverSettings.ts";
import { isReal } from "./previewPlan.ts";

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

/** A client secret that the state knows. */
export interface RecordedSecret {
  keyId: string;
  /** ISO 8601 instant at which it stops working. */
  endDate: string;
  /** It is only waiting for the next `pulumi up` to remove it: it may be there, and need not be. */
  retired?: true;
}

/** What the state knows of the Microsoft part. */
export interface RecordedMicrosoft {
  /** The app registration; absent when the state knows none. */
  application?: { objectId: string; clientId: string };
  /** Object id of its service principal, as far as the state knows it. */
  servicePrincipalId?: string;
  /** In the order in which they were made: the last one is the ERP's. */
  secrets: readonly RecordedSecret[];
  /** Object ids that must own the app registration: the deployer's. */
  owners: readonly string[];
}

/** What the last `pulumi up` or refresh saw of the newest secret's client. */
export interface RecordedGoogle {
  /** What was seen of the redirect URI: "registered", "pending", "inconclusive", "mismatch". */
  redirect: string;
  /** RFC 3339 time of the newest entry of the audit log by then, 1970 when it had none; empty where it could not be read. */
  auditedUntil: string;
}

/** Where an update wrote: known from the state, so that nothing has to be discovered again. */
export interface RecordedErp {
  /** Id of the company, and the names of the fields that hold its values; absent where nothing was written to a company. */
  company?: { id: number; fields: CompanyFieldNames };
  servers: readonly RecordedServer[];
}

/** A mail server that an update has switched. */
export interface RecordedServer {
  kind: ServerKind;
  /** Id in the ERP. */
  id: number;
  /** Name of the field of its switch "use OAuth2". */
  field: string;
  useOAuth2: boolean;
  /** What it was when it was switched; absent where an earlier version of this program did that, until the next update. */
  settings?: ServerSettings;
}

export const GOOGLE_CLIENT = "modernauth:index:GoogleOAuthClient";
const APPLICATION = "azuread:index/application:Application";
const SERVICE_PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
const SECRET_COPY = "gcp:secretmanager/secret:Secret";
const SECRET_VERSION = "gcp:secretmanager/secretVersion:SecretVersion";
export const TAB = "modernauth:index:ErpCompanyOAuth";
const MAIL_SERVER = "modernauth:index:ErpMailServer";
export const ENTRA_PASSWORD = "azuread:index/applicationPassword:ApplicationPassword";

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
            objectId: idOf(application.outputs?.objectId),
            clientId: idOf(application.outputs?.clientId),
          },
        }
      : {}),
    ...(servicePrincipalId ? { servicePrincipalId: idOf(servicePrincipalId) } : {}),
    owners: ((application?.inputs?.owners ?? []) as unknown[]).map(idOf),
    secrets: (exported.deployment?.resources ?? [])
      .filter(({ type }) => type === ENTRA_PASSWORD)
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

/** Numbers of the versions that the copy of the client secret has by the state; undefined where there is no copy yet. */
export function recordedCopy(exported: StackExport): string[] | undefined {
  const versions = currentOf(exported, SECRET_VERSION).map(({ outputs }) => String(outputs?.version));
  return currentOf(exported, SECRET_COPY).length > 0 ? versions : undefined;
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
  const fields: CompanyFieldNames = Object.fromEntries(
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
        ...(outputs?.recorded ? { settings: outputs.recorded as ServerSettings } : {}),
      }),
    );
  return { ...(tabs.length > 0 ? { company: { id, fields } } : {}), servers };
}

/** Whether an update has made anything that is still there, or may have. */
export const isProvisioned = (exported: StackExport): boolean =>
  isUnsettled(exported) || (exported.deployment?.resources ?? []).some(({ urn }) => isReal(urn));

/** A run is under way, or was interrupted: what it made may not be in the state yet. */
export const isUnsettled = ({ deployment }: StackExport): boolean =>
  (deployment?.pending_operations ?? []).length > 0;

/** When the client secrets end that a run was making as it was interrupted: ISO 8601 instants. */
export const interruptedEnds = ({ deployment }: StackExport): string[] =>
  (deployment?.pending_operations ?? [])
    .filter(({ resource }) => resource.type === ENTRA_PASSWORD)
    .map(({ resource }) => String(resource.inputs?.endDate));

/** An id of Microsoft's directory, as it is compared everywhere. */
const idOf = (value: unknown): string => String(value).toLowerCase();

/** The program counts secrets up: "…-secret-2" is the newer one. */
export const generationOf = ({ urn }: StateResource): number => Number(/-(\d+)$/.exec(urn)?.[1] ?? 0);

function secretOf({ outputs = {}, delete: retired }: StateResource): RecordedSecret {
  const secret = { keyId: idOf(outputs.keyId), endDate: String(outputs.endDate) };
  return retired ? { ...secret, retired: true } : secret;
}
