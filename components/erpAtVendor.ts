import * as pulumi from "@pulumi/pulumi";
import { handoverCommand, type SecretNumbers, type VendorStatus, vendorStatus } from "#config/handedOver.ts";
import { companyOf } from "#config/rules/erpRules.ts";
import { newestNumber } from "#config/rules/generations.ts";
import type { ClientGeneration } from "#config/rules/googleGenerations.ts";
import type { TenantConfig } from "#config/schema.ts";
import type { EntraAppRegistration } from "./entraAppRegistration.ts";
import type { GoogleOAuthClient } from "./googleOAuthClient.ts";

/** An ERP that nobody but its vendor reaches: nothing of it is declared, and it is told how far the vendor is. */
export interface ErpAtVendor {
  /** `handed over`: the vendor has confirmed the newest secret of every system that has one. */
  status: pulumi.Output<VendorStatus>;
  /** What a person has to do next; empty when nothing. */
  nextStep: pulumi.Output<string>;
}

/** @param clients the Google client's secrets, the newest last */
export function erpAtVendor(
  tenant: pulumi.Resource & {
    microsoft: EntraAppRegistration | undefined;
    google: GoogleOAuthClient | undefined;
  },
  { microsoft, erp }: TenantConfig,
  clients: readonly ClientGeneration[],
): ErpAtVendor {
  const facts = { keyId: tenant.microsoft?.keyId, googleReady: tenant.google?.ready };
  const status = pulumi.output(facts).apply(({ keyId, googleReady }) => {
    const newest: SecretNumbers = {
      microsoft: microsoft && newestNumber(microsoft.generations),
      microsoftKeyId: keyId,
      google: googleReady ? clients.at(-1)?.number : undefined,
    };
    return vendorStatus(newest, erp.handedOver);
  });
  const nextStep = status.apply((now) => (now === "handed over" ? "" : toHandOver(companyOf(erp))));
  nextStep.apply((text) => text && pulumi.log.warn(text, tenant));
  return { status, nextStep };
}

const toHandOver = (company: string | number): string =>
  `The vendor runs this ERP, and has not confirmed the newest values of company "${company}" yet. To hand them over: ` +
  `${handoverCommand(pulumi.getStack())}`;
