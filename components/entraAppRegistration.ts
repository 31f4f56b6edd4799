import { Application } from "@pulumi/azuread/application.js";
import { ApplicationPassword } from "@pulumi/azuread/applicationPassword.js";
import { AppRoleAssignment } from "@pulumi/azuread/appRoleAssignment.js";
import { getClientConfigOutput } from "@pulumi/azuread/getClientConfig.js";
import { getServicePrincipalOutput } from "@pulumi/azuread/getServicePrincipal.js";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal.js";
import { ServicePrincipalDelegatedPermissionGrant } from "@pulumi/azuread/servicePrincipalDelegatedPermissionGrant.js";
import * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors.js";
import { askedFor } from "#config/rules/askedFor.ts";
import {
  adminConsentLink,
  exchangeCommands,
  PUBLIC_LOGIN,
  TENANT_WIDE_WARNING,
} from "#config/rules/consent.ts";
import { atMidnight, type CalendarDate } from "#config/rules/dates.ts";
import { withStack } from "#config/rules/nextStep.ts";
import {
  consentToManage,
  GRAPH_APP_ID,
  mismatchedPermissions,
  missingConsent,
  type Permission,
  selectPermissions,
} from "#config/rules/permissions.ts";
import { printable } from "#config/rules/printable.ts";
import type { MicrosoftConfig } from "#config/schema.ts";
import {
  EntraCredentialProof,
  EntraSecretInventory,
  type FoundRegistrations,
  type PasswordCredential,
} from "#provider/sdk.ts";
import { THEIRS_ON_APPLICATION, THEIRS_ON_SERVICE_PRINCIPAL } from "./leftToTheCustomer.ts";

export interface EntraAppRegistrationArgs {
  config: MicrosoftConfig;
  /** The web redirect URIs, e.g. "https://acme.cid-erp.app/oauth2/retrieve_token". */
  redirectUris: readonly string[];
  /** Marks the registration as this stack's, so that a later run finds it without the state. */
  tag: string;
  /** What of it already exists; adopted instead of made a second time. */
  found: FoundRegistrations;
}

/** The app registration "CID ERP" in the customer's tenant, consented to, with a proven client secret. */
export class EntraAppRegistration extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>;
  readonly tenantId: pulumi.Output<string>;
  /** The newest generation's secret, once Microsoft's token endpoint has accepted it. */
  readonly secret: pulumi.Output<string>;
  readonly keyId: pulumi.Output<string>;
  /** Instant at which the secret stops working. */
  readonly expiry: pulumi.Output<string>;
  /** Key ids of secrets on the registration that this stack does not manage. */
  readonly unrecordedSecrets: pulumi.Output<string[]>;
  /** Where an administrator of the customer consents, when that is not ours to do. */
  readonly adminConsentUrl: pulumi.Output<string> | undefined;
  /** Permissions that nobody has consented to yet, as far as the deployer may see; absent where we consent ourselves. */
  readonly missingConsent: string[] | undefined;
  /** What an Exchange administrator has to type, when the right to send is limited there. */
  readonly exchangeCommands: pulumi.Output<readonly string[]> | undefined;

  constructor(name: string, args: EntraAppRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:EntraAppRegistration", name, {}, opts);
    const { config, found } = args;
    const { keep } = config;
    const child = { parent: this };
    const existing = found.registration;
    const caller = getClientConfigOutput(child);
    const graph = getServicePrincipalOutput({ clientId: GRAPH_APP_ID }, child);
    const permissions = selectPermissions(config.permissions, config.mailSend);
    const checked = pulumi
      .all([graph.oauth2PermissionScopeIds, graph.appRoleIds])
      .apply(([scopeIds, roleIds]) => checkedPermissions(permissions, scopeIds, roleIds));

    const application = new Application(
      `${name}-application`,
      {
        displayName: config.applicationName,
        preventDuplicateNames: true,
        signInAudience: "AzureADMyOrg",
        // Left out, the plugin removes the caller after creation, and with Application.ReadWrite.OwnedBy locks it out.
        owners: caller.objectId.apply((id) => unique([id, ...(existing?.keptOwners ?? [])])),
        // Others' tags are nobody's business: the customer may sort its applications by them.
        tags: unique([args.tag, ...(existing?.tags ?? [])]),
        api: { requestedAccessTokenVersion: 2 },
        web: { redirectUris: unique([...args.redirectUris, ...keep.redirectUris]) },
        requiredResourceAccesses: checked.apply((list) =>
          askedFor(list, keep.permissions, existing?.permissionOrder),
        ),
      },
      adopt(
        { ...child, ignoreChanges: THEIRS_ON_APPLICATION },
        existing && `/applications/${existing.applicationId}`,
      ),
    );

    const servicePrincipal = new ServicePrincipal(
      `${name}-service-principal`,
      {
        clientId: application.clientId,
        // Consent in the portal may make it in this very moment.
        useExisting: true,
        owners: [caller.objectId],
        // Without the explicit value the plugin does not see it being switched off.
        accountEnabled: true,
      },
      adopt(
        { ...child, ignoreChanges: THEIRS_ON_SERVICE_PRINCIPAL },
        existing?.servicePrincipalId && `/servicePrincipals/${existing.servicePrincipalId}`,
      ),
    );

    const given = { scopes: existing?.grant?.scopes ?? [], assignmentIds: existing?.assignmentIds ?? {} };
    const managed = consentToManage(config.consent, permissions, given, keep.scopes);
    // What an administrator gave is not the deployer's to take: it goes with the application.
    const consented = config.consent === "request" ? { ...child, retainOnDelete: true } : child;
    const delegated = managed.filter(({ type }) => type === "Scope").map((permission) => permission.name);
    if (delegated.length > 0) {
      new ServicePrincipalDelegatedPermissionGrant(
        `${name}-delegated-consent`,
        {
          servicePrincipalObjectId: servicePrincipal.objectId,
          resourceServicePrincipalObjectId: graph.objectId,
          claimValues: unique([...delegated, ...keep.scopes]),
        },
        adopt(consented, existing?.grant && `/oauth2PermissionGrants/${existing.grant.id}`),
      );
    }
    for (const permission of managed.filter(({ type }) => type === "Role")) {
      const assignmentId = existing?.assignmentIds[permission.id];
      new AppRoleAssignment(
        `${name}-application-consent-${permission.name}`,
        {
          appRoleId: permission.id,
          principalObjectId: servicePrincipal.objectId,
          resourceObjectId: graph.objectId,
        },
        adopt(
          consented,
          assignmentId &&
            `/servicePrincipals/${found.graphServicePrincipalId}/appRoleAssignedTo/${assignmentId}`,
        ),
      );
    }
    if (config.consent === "request") {
      this.adminConsentUrl = application.clientId.apply((clientId) =>
        adminConsentLink(PUBLIC_LOGIN, config.tenantId, clientId),
      );
      this.missingConsent = missingConsent(permissions, given).map((permission) => permission.name);
      this.#askForConsent(existing?.consentHidden === true);
    }
    if (config.permissions.outgoingMail && config.mailSend === "tenant-wide")
      pulumi.log.warn(withStack(TENANT_WIDE_WARNING, pulumi.getStack()), this);
    if (config.permissions.outgoingMail && config.mailSend === "exchange-rbac") {
      this.exchangeCommands = pulumi
        .all([application.clientId, servicePrincipal.objectId])
        .apply(([clientId, objectId]) => exchangeCommands(config.applicationName, clientId, objectId));
      this.exchangeCommands.apply((lines) =>
        pulumi.log.info(
          `An Exchange administrator limits who the ERP may send as:\n  ${lines.join("\n  ")}`,
          this,
        ),
      );
    }

    const generations = [...config.generations].sort((a, b) => a.number - b.number);
    const passwords = generations.map(
      ({ number, end }) =>
        new ApplicationPassword(
          `${name}-secret-${number}`,
          {
            applicationId: application.id,
            displayName: config.applicationName,
            endDate: atMidnight(end as CalendarDate),
          },
          child,
        ),
    );
    const newest = passwords.at(-1) as ApplicationPassword;
    const proof = new EntraCredentialProof(
      `${name}-proof`,
      {
        tenantId: config.tenantId,
        clientId: application.clientId,
        keyId: newest.keyId,
        secret: newest.value,
      },
      // A disabled service principal refuses every secret.
      { ...child, dependsOn: [servicePrincipal] },
    );

    this.clientId = application.clientId;
    this.tenantId = pulumi.output(config.tenantId);
    this.secret = proof.secret;
    this.keyId = proof.keyId;
    this.expiry = newest.endDate;
    const inventory = new EntraSecretInventory(
      `${name}-secrets`,
      {
        tenantId: config.tenantId,
        applicationId: application.objectId,
        managed: passwords.map((password) => password.keyId),
      },
      child,
    );
    this.unrecordedSecrets = inventory.unrecorded.apply((others) =>
      this.#nameUnrecorded(others, keep.secrets),
    );
    this.registerOutputs({ clientId: this.clientId, keyId: this.keyId, expiry: this.expiry });
  }

  #askForConsent(hidden: boolean): void {
    const missing = this.missingConsent ?? [];
    if (missing.length === 0) return;
    this.adminConsentUrl?.apply((url) =>
      pulumi.log.warn(
        hidden
          ? `Whether an administrator of the customer has consented is not for this deployer to see. Where not yet: ${url}`
          : `An administrator of the customer has not consented yet to ${missing.join(", ")}. Send this link: ${url}\n` +
              "Afterwards the next update takes over what was consented to.",
        this,
      ),
    );
  }

  #nameUnrecorded(others: PasswordCredential[], kept: readonly string[]): string[] {
    for (const { keyId, displayName, endDateTime } of others) {
      const origin = kept.includes(keyId)
        ? "It was there before this stack took the registration over, and is kept."
        : "It is left over from an interrupted run, or was added by hand.";
      pulumi.log.warn(
        `The app registration has a secret that this stack does not manage: key id ${keyId} ("${printable(displayName ?? "")}", ` +
          `ends ${endDateTime}). ${origin} When nothing uses it, remove it in the portal under Certificates & secrets.`,
        this,
      );
    }
    return others.map(({ keyId }) => keyId);
  }
}

/** @throws when this tenant's Microsoft Graph knows a permission under another id, or not at all */
function checkedPermissions(
  permissions: readonly Permission[],
  scopeIds: Record<string, string>,
  roleIds: Record<string, string>,
): readonly Permission[] {
  const wrong = mismatchedPermissions(permissions, scopeIds, roleIds);
  if (wrong.length === 0) return permissions;
  throw new RunError(
    `Permission ids differ from what this tenant's Microsoft Graph publishes:\n  ${wrong.join("\n  ")}\n` +
      "Switch the group off in microsoft.permissions, or report this as a defect of the permission table.",
  );
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** Passes an import id on to the engine, which ignores it once the resource is in the state. */
const adopt = (opts: pulumi.CustomResourceOptions, id: string | undefined): pulumi.CustomResourceOptions =>
  id ? { ...opts, import: id } : opts;
