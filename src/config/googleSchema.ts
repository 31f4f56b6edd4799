import { z } from "zod";
import { checked, date, flag, list, meta, nameKey } from "./keyMeta.ts";
import { APPLICATION_NAME } from "./rules/defaults.ts";
import { mayHoldPassword } from "./rules/erpUrl.ts";
import { dnsNameProblem, EMAIL } from "./rules/formats.ts";
import { AUDIENCES, PUBLISHING } from "./rules/googleConsole.ts";
import { canonical } from "./rules/spelling.ts";

export const email = z.email({ pattern: EMAIL }).meta(meta("an e-mail address", "support@acme.example"));
const number = (what: string, example: string) =>
  z
    .string()
    .regex(/^\d+$/, { message: "is not a number" })
    .meta(meta(`the number of ${what}`, example));

/** A Google Cloud project that does not exist yet. */
const creation = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9 '"!-]{4,30}$/, { message: "is not a project name" })
    .meta(meta("4 to 30 letters, digits, spaces, hyphens, quotes and exclamation marks", "Acme ERP"))
    .optional(),
  organization: number("the customer's organisation", "123456789012").optional(),
  folder: number("a folder in the customer's organisation", "123456789012").optional(),
  billingAccount: z
    .string()
    .regex(/^[0-9A-F]{6}(-[0-9A-F]{6}){2}$/, { message: "is not a billing account" })
    .meta(meta("the id of a billing account", "000000-AAAAAA-000000"))
    .optional(),
});

/** The pipelines that may act on the project without a stored key. */
const workloadIdentity = z.strictObject({
  issuer: z
    .url({ protocol: /^https$/ })
    .refine((text) => !mayHoldPassword(text), { message: "contains a user or a password" })
    // As tokens name it, which is compared letter by letter.
    .overwrite((given) => canonical(given).replace(/\/$/, ""))
    .default("https://token.actions.githubusercontent.com")
    .meta(meta("the https address of the CI's token issuer", "https://gitlab.com")),
  repositoryId: number(
    "the repository whose pipelines may act: it stays when the repository is renamed, and a name that becomes free does not bring it along",
    "123456789",
  ),
  branch: z
    .string()
    .regex(/^[\w][\w./#@+-]*$/, { message: "is not a branch" })
    .meta(meta("the one branch whose pipelines may act, instead of an environment", "main"))
    .optional(),
  environment: z
    .string()
    .regex(/^[\w][\w ./-]*$/, { message: "is not an environment" })
    .meta(meta("the one environment whose jobs may act, instead of a branch", "modern-auth"))
    .optional(),
});

/** One of the client's two secrets: `google.generations` has one entry for each client file. */
const googleGeneration = z.strictObject({
  number: z.int().min(1).meta(meta("a whole number that counts up from 1", "1")),
  since: date,
});

const by = email;
const attestation = z.strictObject({ by, on: date });

const DOMAIN_VERIFICATION = ["none", "token", "record"] as const;

const audience = z
  .enum(AUDIENCES)
  .meta(
    meta(`${AUDIENCES.join(" or ")}: who may sign in, the customer's organisation or anybody`, "internal"),
  );

/** What no API can read back, as a person has said it: `modern-auth google attest` writes it. */
const attested = z.strictObject({
  branding: attestation.optional(),
  audience: attestation
    .extend({
      audience,
      publishing: z
        .enum(PUBLISHING)
        .meta(meta(`${PUBLISHING.join(" or ")}: the publishing status of an external audience`, "production"))
        .optional(),
    })
    .optional(),
  dataAccess: attestation.optional(),
  client: attestation.optional(),
  use: attestation.optional(),
});

/** The Google part of the stack configuration. */
export const googleSchema = z.strictObject({
  project: z
    .string()
    .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, { message: "is not a project id" })
    .meta(meta("the id of a Google Cloud project (not its name or number)", "acme-erp")),
  createProject: creation.optional().meta(meta("name, organization or folder, billingAccount", "")),
  operators: list(
    z
      .string()
      .regex(/^(user|group):[^\s@]+@[^\s@]+$/, { message: "is neither a user nor a group" })
      .meta(meta("user: or group: and an e-mail address", "user:anna@acme.example")),
    "a list of the people who work in the Google console, each once",
    "user:anna@acme.example",
  ),
  secretManager: flag(
    "keep a copy of the client secret in Secret Manager, which needs a billing account",
  ).default(true),
  workloadIdentity: workloadIdentity
    .optional()
    .meta(meta("issuer, repositoryId, and branch or environment", "")),
  applicationName: nameKey("the name on the consent screen and of the client", APPLICATION_NAME).default(
    APPLICATION_NAME,
  ),
  supportEmail: email.optional(),
  developerEmails: list(email, "a list of the developers' e-mail addresses, each once", "it@acme.example"),
  authorizedDomain: checked(
    dnsNameProblem,
    "the domain that the ERP's DNS name lies under",
    "cid-erp.app",
  ).optional(),
  domainVerification: z
    .enum(DOMAIN_VERIFICATION)
    .default("none")
    .meta(
      meta(
        `${DOMAIN_VERIFICATION.join(", ")}: token gives the TXT record as an output, record proves it to Google`,
        "token",
      ),
    ),
  audience: audience.default("internal"),
  generations: z
    .array(googleGeneration)
    .min(1)
    .max(2)
    .optional()
    .meta(meta("one or two secrets, each with number and since", "2026-11-23")),
  attested: attested.prefault({}).meta(meta("branding, audience, dataAccess, client, use", "")),
});

export type Attested = z.output<typeof attested>;
export type GoogleGeneration = z.output<typeof googleGeneration>;
