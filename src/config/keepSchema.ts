import { z } from "zod";
import { checked, directoryId, flag, list, meta, textKey } from "./keyMeta.ts";
import { redirectUriProblem } from "./rules/redirectUris.ts";

const EXAMPLE_ID = "00000000-0000-0000-0000-000000000000";
const redirect = checked(
  redirectUriProblem,
  "a redirect URI as Entra takes it",
  "https://old.example/oauth2/retrieve_token",
);

const permission = z.strictObject({
  api: directoryId("the client id of the API that the permission belongs to"),
  id: directoryId("the permission's id"),
  type: z
    .enum(["Scope", "Role"])
    .meta(meta("Scope (delegated) or Role (application): the permission's kind", "Scope")),
  name: z.string().min(1).meta(meta("the permission's name, for people only", "Mail.ReadWrite")).optional(),
});

/** The registration that somebody made by hand and the next `pulumi up` takes over. */
export const adoptSchema = z.strictObject({
  application: directoryId("the object id of the app registration to take over"),
});

/**
 * What that registration has beyond the program's own, and keeps. It stands in the configuration, and is not read from the
 * directory in each run, so that what somebody adds later still shows up as drift.
 */
export const keepSchema = z.strictObject({
  redirectUris: list(redirect, "a list of web redirect URIs, each once", "https://old.example/callback"),
  permissions: list(permission, "a list of permissions, each with api, id, type and perhaps name", "Scope"),
  scopes: list(
    z
      .string()
      .regex(/^[\w.:/-]+$/, { message: "is not the name of a permission" })
      .meta(meta("the name of a delegated permission of Microsoft Graph", "Mail.ReadWrite")),
    "a list of delegated permissions of Microsoft Graph that stay consented to, each once",
    "Mail.ReadWrite",
  ),
  owners: list(directoryId("an owner's object id"), "a list of owners' object ids, each once", EXAMPLE_ID),
  secrets: list(directoryId("a secret's key id"), "a list of secrets' key ids, each once", EXAMPLE_ID),
});

export type Keep = z.output<typeof keepSchema>;
export type KeptPermission = Keep["permissions"][number];

export const NOTHING_KEPT: Keep = keepSchema.parse({});

const serverSettings = {
  host: textKey("the DNS name that the server is at", "imap.acme.example").optional(),
  port: z.int().min(1).max(65_535).meta(meta("a port, 1 to 65535", "993")).optional(),
  encryption: z
    .enum(["none", "ssl", "ssl_strict", "starttls", "starttls_strict"])
    .meta(meta("none, ssl, ssl_strict, starttls, starttls_strict: as the ERP names it", "ssl"))
    .optional(),
  user: textKey("whom the server signs in as", "erp@acme.example").optional(),
  active: flag("whether the server is in use; false for an archived one").optional(),
};

const BY_ID = meta("mail servers by their id in the ERP, each with the settings that are accepted", "");

const serversById = <Settings extends z.ZodType>(settings: Settings) =>
  z
    .record(z.string().regex(/^[1-9]\d*$/, { message: "is no id" }), settings.meta(BY_ID))
    .default({})
    .meta(BY_ID);

/**
 * What somebody has changed of a mail server since it was switched to OAuth2, and may stay. It stands in the configuration, so that
 * whatever is changed next is drift again.
 */
export const keepServersSchema = z.strictObject({
  incoming: serversById(
    z.strictObject({
      ...serverSettings,
      confirmed: flag("whether the server is confirmed").optional(),
    }),
  ),
  outgoing: serversById(z.strictObject(serverSettings)),
});
