import type { ConfigProblem } from "../configError.ts";
import type { GoogleConfig, TenantConfig } from "../schema.ts";
import { googleRedirectProblem, isRegistrable } from "./googleRedirectUri.ts";
import { configRm, configSet, placeholder } from "./nextStep.ts";
import { redirectUri } from "./redirectUris.ts";

/** What no single key of the Google part can say. */
export function googleRules(config: TenantConfig): ConfigProblem[] {
  const { google, googleClientFile, googleNextClientFile } = config;
  if (!google) {
    if (googleClientFile === undefined && googleNextClientFile === undefined) return [];
    return [
      {
        property: "google",
        what: `is missing, but ${googleClientFile === undefined ? "googleNextClientFile" : "googleClientFile"} is given`,
        allowed: "the project that the client belongs to",
        next: configSet("google.project", "<project id>"),
      },
    ];
  }
  return [
    ...hostRules(config.dns, google.authorizedDomain),
    ...projectRules(google),
    ...pipelineRules(google),
    ...secretRules(config),
  ];
}

function hostRules(dns: string, authorizedDomain: string | undefined): ConfigProblem[] {
  const problem = googleRedirectProblem(redirectUri(dns));
  if (problem !== undefined)
    return [
      {
        property: "dns",
        what: `"${dns}" ${problem}: Google would refuse the redirect URI`,
        allowed: "a name that Google takes, or no google section",
        next: configSet("dns", placeholder("dns")),
      },
    ];
  const above = dns === authorizedDomain || dns.endsWith(`.${authorizedDomain}`);
  if (authorizedDomain === undefined || (above && isRegistrable(authorizedDomain))) return [];
  return [
    {
      property: "google.authorizedDomain",
      what: above
        ? `"${authorizedDomain}" is no domain that Google authorises`
        : `"${authorizedDomain}" is not above "${dns}"`,
      allowed: "the domain that the ERP's DNS name lies under",
      next: configRm("google.authorizedDomain", "then it follows from dns"),
    },
  ];
}

function projectRules({ createProject }: GoogleConfig): ConfigProblem[] {
  if (createProject?.organization === undefined || createProject.folder === undefined) return [];
  return [
    {
      property: "google.createProject.folder",
      what: "is given beside google.createProject.organization",
      allowed: "one of the two: a folder already says which organisation",
      next: configRm("google.createProject.organization"),
    },
  ];
}

function pipelineRules({ workloadIdentity }: GoogleConfig): ConfigProblem[] {
  if (!workloadIdentity) return [];
  const { branch, environment } = workloadIdentity;
  if ((branch === undefined) !== (environment === undefined)) return [];
  const property = "google.workloadIdentity.branch";
  const allowed = "a branch, or google.workloadIdentity.environment: otherwise every branch could act";
  return branch === undefined
    ? [{ property, what: "is missing, and so is an environment", allowed, next: configSet(property, "main") }]
    : [
        {
          property,
          what: "is given beside google.workloadIdentity.environment",
          allowed: "one of the two",
          next: configRm(property),
        },
      ];
}

/** The second secret needs a first, and each its own number. */
function secretRules({ google, googleClientFile, googleNextClientFile }: TenantConfig): ConfigProblem[] {
  if (googleNextClientFile !== undefined && googleClientFile === undefined)
    return [
      {
        property: "googleNextClientFile",
        what: "is given, but googleClientFile is not",
        allowed: "a second secret beside the first",
        next: configRm("googleNextClientFile", "then: modern-auth google import <stack> <file>"),
      },
    ];
  const numbers = (google?.generations ?? []).map(({ number }) => number);
  if (new Set(numbers).size === numbers.length) return [];
  return [
    {
      property: "google.generations[1].number",
      what: "is the same as that of the other secret",
      allowed: "a different number for each secret",
      next: configSet("google.generations[1].number", `${(numbers[0] ?? 0) + 1}`),
    },
  ];
}
