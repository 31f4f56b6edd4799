import { z } from "zod";
import { googleSchema } from "./googleSchema.ts";
import { handedOverSchema } from "./handedOver.ts";
import { adoptSchema, keepSchema, keepServersSchema } from "./keepSchema.ts";
import { checked, date, directoryId, flag, list, meta, nameKey, secret, textKey } from "./keyMeta.ts";
import { CONSENT_MODES, MAIL_SEND_MODES } from "./rules/consent.ts";
import { APPLICATION_NAME, ERP_MODULE, LIFETIME_MONTHS } from "./rules/defaults.ts";
import { ERP_URL_ALLOWED, erpUrlProblem } from "./rules/erpUrl.ts";
import { dnsNameProblem, tagProblem } from "./rules/formats.ts";
import { byGroup, GROUP_NAMES } from "./rules/permissions.ts";
import { PROFILE_NAMES } from "./rules/profiles.ts";

const dns = checked(dnsNameProblem, "the ERP's public DNS name alone", "acme.cid-erp.app");

/** One client secret: `microsoft.generations` has one of these, or two. */
export const generation = z.strictObject({
  number: z.int().min(1).meta(meta("a whole number that counts up from 1", "1")),
  start: date,
  end: date,
});

const microsoft = z.strictObject({
  tenantId: directoryId("the customer's directory (tenant) id"),
  applicationName: nameKey("the name of the app registration", APPLICATION_NAME).default(APPLICATION_NAME),
  permissions: z
    .strictObject(byGroup(({ purpose, byDefault }) => flag(purpose).default(byDefault)))
    .prefault({})
    .meta(meta(`${GROUP_NAMES.join(", ")}, each true or false`, "true")),
  consent: z
    .enum(CONSENT_MODES)
    .default("grant")
    .meta(
      meta(
        `${CONSENT_MODES.join(" or ")}: who consents to the permissions, this program or the customer's admin`,
        "request",
      ),
    ),
  mailSend: z
    .enum(MAIL_SEND_MODES)
    .default("tenant-wide")
    .meta(
      meta(
        `${MAIL_SEND_MODES.join(", ")}: as which mailboxes the ERP may send without a user`,
        "exchange-rbac",
      ),
    ),
  lifetimeMonths: z
    .int()
    .min(1)
    .max(LIFETIME_MONTHS)
    .default(LIFETIME_MONTHS)
    .meta(meta(`a whole number of months from 1 to ${LIFETIME_MONTHS}`, `${LIFETIME_MONTHS}`)),
  generations: z
    .array(generation)
    .min(1)
    .max(2)
    .meta(meta("one or two generations, each with number, start and end", "2026-11-23")),
  adopt: adoptSchema
    .optional()
    .meta(meta("what modern-auth adopt <stack> writes: the object id of a registration made by hand", "")),
  keep: keepSchema.prefault({}).meta(meta("redirectUris, permissions, scopes, owners, secrets", "")),
});

const server = z
  .union([z.int().min(1), z.string().min(1)])
  .meta(meta("a server's exact name or its id in the ERP", "Office 365"));

const servers = list(server, "a list of server names or ids, each once", "Office 365");

const fieldName = textKey("the technical name of a field in the ERP", "x_client_id").optional();
const fieldSet = z.strictObject({
  clientId: fieldName,
  tenant: fieldName,
  clientSecret: fieldName,
  redirectUri: fieldName,
});
const outgoingFields = z.strictObject({ useOAuth2: fieldName });
const incomingFields = z.strictObject({
  useOAuth2: fieldName,
  token: fieldName,
  tokenButton: textKey("the method behind the form's button that gets the token", "get_token").optional(),
});

const ERP_ACCESS = ["rpc", "vendor"] as const;

const erp = z.strictObject({
  access: z
    .enum(ERP_ACCESS)
    .default("rpc")
    .meta(
      meta(
        `${ERP_ACCESS.join(" or ")}: who writes into the ERP, this program or the vendor, who alone has access`,
        "vendor",
      ),
    ),
  handedOver: handedOverSchema
    .optional()
    .meta(meta("what modern-auth handover <stack> writes: microsoft, microsoftKeyId, google, by, on", "")),
  profile: z
    .enum(PROFILE_NAMES)
    .default("cid")
    .meta(meta(`${PROFILE_NAMES.join(" or ")}: what kind of ERP it is`, "cid")),
  company: z
    .union([z.int().min(1), z.string().min(1)])
    .optional()
    .meta(meta("the company's exact name or its id in the ERP", "Exemple SA")),
  installModule: flag(`install the module ${ERP_MODULE} when it is missing`).default(false),
  forceWrite: z
    .int()
    .min(1)
    .optional()
    .meta(meta("a whole number; a higher one writes what the ERP hides once more", "1")),
  incomingServers: servers,
  outgoingServers: servers,
  keep: keepServersSchema.prefault({}).meta(meta("incoming and outgoing, each by a server's id", "")),
  fields: z
    .strictObject({
      microsoft: fieldSet.optional(),
      google: fieldSet.optional(),
      incoming: incomingFields.optional(),
      outgoing: outgoingFields.optional(),
    })
    .optional()
    .meta(meta("technical field names that discovery cannot tell apart", "x_client_id")),
});

const clientFile = secret(
  "the content of the client_secret_….json that the Google console offers for download",
);

const tag = checked(tagProblem, "a tag of letters, digits, dots, dashes and underscores", "wave-1");

/**
 * The stack configuration: every key, its default, what is allowed. Each secret is a key of its own, because the engine tells a
 * program only of whole keys whether they stand encrypted.
 */
export const schema = z.strictObject({
  dns,
  sandbox: textKey(
    "the stack's own name, which marks the sandbox's stack; no customer's has it",
    "",
  ).optional(),
  tags: list(tag, "a list of tags, each once, by which a fleet's commands pick tenants", "wave-1"),
  microsoft: microsoft.optional(),
  google: googleSchema.optional(),
  googleClientFile: clientFile.optional(),
  googleNextClientFile: clientFile.optional(),
  erp,
  // How the ERP is reached is the plugin's configuration, which the engine hands to it in every command: inputs of the provider
  // resource come from the state, and a refresh would go on using a password that is no longer valid. It may be missing only where
  // erp.access says that the vendor alone reaches it.
  "modernauth:erpUrl": checked(erpUrlProblem, ERP_URL_ALLOWED, "https://acme.cid-erp.app", {
    unshown: true,
  }).optional(),
  "modernauth:erpProtocol": z
    .enum(["auto", "json2", "jsonrpc", "xmlrpc"])
    .default("auto")
    .meta(meta("auto, json2, jsonrpc, xmlrpc: how the ERP is spoken to; auto finds out what it has", "auto")),
  "modernauth:erpDatabase": textKey("the ERP's database name", "acme").optional(),
  "modernauth:erpLogin": textKey("the login of the integration user", "integration").optional(),
  "modernauth:erpPassword": secret("that user's password or API key").optional(),
});

export type TenantConfig = z.output<typeof schema>;
export type MicrosoftConfig = z.output<typeof microsoft>;
export type GoogleConfig = z.output<typeof googleSchema>;
export type ErpConfig = z.output<typeof erp>;
