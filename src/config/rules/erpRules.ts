import { isDeepStrictEqual } from "node:util";
import { AdvisedError } from "../advisedError.ts";
import type { ConfigProblem } from "../configError.ts";
import type { ErpConfig, TenantConfig } from "../schema.ts";
import { configRm, configSet, placeholder } from "./nextStep.ts";
import { PROFILES } from "./profiles.ts";

/** Keys that are about a company and its form. */
const OF_COMPANIES = [
  "company",
  "forceWrite",
  "incomingServers",
  "outgoingServers",
  "keep",
  "fields",
] as const;

/** What no single key of the ERP part can say. */
export function erpRules({ erp }: TenantConfig): ConfigProblem[] {
  if (PROFILES[erp.profile].store.kind === "company") return erp.company === undefined ? [noCompany] : [];
  if (erp.access === "vendor") return [noTabForVendor(erp)];
  return OF_COMPANIES.filter((key) => isGiven(erp[key])).map((key) => ({
    property: `erp.${key}`,
    what: `means nothing with erp.profile ${erp.profile}, which keeps the values once for the whole database`,
    allowed: "no such key",
    next: configRm(`erp.${key}`),
  }));
}

const noCompany: ConfigProblem = {
  property: "erp.company",
  what: "is missing",
  allowed: "the company's exact name or its id in the ERP, for example Exemple SA",
  next: configSet("erp.company", placeholder("erp.company")),
};

const noTabForVendor = ({ profile }: ErpConfig): ConfigProblem => ({
  property: "erp.access",
  what: `"vendor" is not possible with erp.profile ${profile}: the vendor is handed the values of a company tab`,
  allowed: "rpc, or a profile with a company tab: cid",
  next: configSet("erp.access", "rpc"),
});

/** The module that brings the company tab. @throws Error where the ERP has no such tab */
export function moduleOf({ profile }: ErpConfig): string {
  const { store } = PROFILES[profile];
  if (store.kind === "company") return store.module;
  throw new Error(
    `erp.profile ${profile} keeps the values in system parameters: there is no company tab to look into. What compares them all: pulumi preview --stack <stack>`,
  );
}

const isGiven = (value: ErpConfig[(typeof OF_COMPANIES)[number]]): boolean =>
  Array.isArray(value)
    ? value.length > 0
    : value !== undefined && !isDeepStrictEqual(value, { incoming: {}, outgoing: {} });

/** The company of an ERP that keeps the values by company; the rules above have seen to it that there is one. */
export function companyOf({ company }: ErpConfig): string | number {
  if (company !== undefined) return company;
  throw new AdvisedError(`${noCompany.property} ${noCompany.what}.`, noCompany.next);
}
