/** A Google OAuth client of the type "Web application", as its downloaded file describes it. */
export interface WebClient {
  /** `<project number>-<32 characters>.apps.googleusercontent.com` */
  clientId: string;
  clientSecret: string;
  projectId: string;
  /** The numeric prefix of the client id. */
  projectNumber: string;
  /** Empty when the file lists none. */
  redirectUris: string[];
  /** Empty when the file lists none. */
  javascriptOrigins: string[];
  /** The name of the file, where it is known. */
  fileName?: string;
}

export type ClientFileErrorCode =
  | "not_json"
  | "not_a_client_file"
  | "service_account_key"
  | "desktop_client"
  | "missing_field"
  | "wrong_type"
  | "id_shape"
  | "secret_shape";

/** A `client_secret_*.json` that cannot be used. The message never holds the secret. */
export class ClientFileError extends Error {
  override readonly name = "ClientFileError";
  readonly code: ClientFileErrorCode;
  /** The property at fault, e.g. `web.client_id`; empty when it is the file as a whole. */
  readonly property: string;

  constructor(code: ClientFileErrorCode, property: string, message: string) {
    super(message);
    this.code = code;
    this.property = property;
  }
}

const clientsPage = "https://console.cloud.google.com/auth/clients";
const downloadAgain = `Download the file again from ${clientsPage} (open the client, then add a secret, as the old one can't be shown any more).`;
const createWeb = `Create a client of the type "Web application" on ${clientsPage} and download its file.`;
const idShape = /^(\d+)-[a-z0-9]{32}\.apps\.googleusercontent\.com$/;
/** Today's form, and the one of before 2021 (24 characters, no prefix). */
const secretShape = /^(GOCSPX-[\w-]{28}|[\w-]{24})$/;

/** Whether a text has the shape of a client id. */
export const isClientId = (text: string): boolean => idShape.test(text);

/**
 * Reads a `client_secret_*.json` from the Google console. Its endpoints (`token_uri`, `auth_uri`) are ignored: a file must
 * not be able to say where a secret is sent.
 * @throws ClientFileError
 */
export function parseClientFile(text: string, fileName?: string): WebClient {
  const root = rootOf(text);
  const web = webOf(root);
  const clientId = required(web, "client_id");
  const clientSecret = required(web, "client_secret");
  const projectId = required(web, "project_id");
  const projectNumber = idShape.exec(clientId)?.[1];
  if (projectNumber === undefined) {
    throw new ClientFileError(
      "id_shape",
      "web.client_id",
      `web.client_id is ${shownOfBroken(clientId)}. Allowed: "<project number>-<32 lower-case letters and digits>.apps.googleusercontent.com". ${downloadAgain}`,
    );
  }
  if (!secretShape.test(clientSecret)) {
    throw new ClientFileError(
      "secret_shape",
      "web.client_secret",
      `web.client_secret is a text of ${clientSecret.length} characters that doesn't look like a client secret. Allowed: "GOCSPX-" and 28 characters (older ones: 24 characters). ${downloadAgain}`,
    );
  }
  return {
    clientId,
    clientSecret,
    projectId,
    projectNumber,
    redirectUris: listOf(web, "redirect_uris"),
    javascriptOrigins: listOf(web, "javascript_origins"),
    ...(fileName !== undefined && { fileName }),
  };
}

/**
 * What is stored of a client file: what it says of the client, and not the endpoints that it names, which nobody must follow.
 * The form is the console's own, so that a file set by hand can be read the same way.
 */
export const storedFile = ({
  clientId,
  projectId,
  clientSecret,
  redirectUris,
}: Pick<WebClient, "clientId" | "clientSecret" | "projectId" | "redirectUris">): string =>
  JSON.stringify({
    web: {
      client_id: clientId,
      project_id: projectId,
      client_secret: clientSecret,
      redirect_uris: redirectUris,
    },
  });

function rootOf(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // The parser's own message quotes the text, and with it perhaps the secret.
    throw new ClientFileError(
      "not_json",
      "",
      `The file is not JSON (${text.length} characters). Allowed: the client_secret_*.json of the Google console, unchanged. ${downloadAgain}`,
    );
  }
  if (isObject(value)) return value;
  throw new ClientFileError("not_a_client_file", "", notAClientFile(shownOfBroken(value)));
}

function webOf(root: Record<string, unknown>): Record<string, unknown> {
  if (isObject(root.web)) return root.web;
  if ("web" in root) {
    throw new ClientFileError(
      "wrong_type",
      "web",
      `web is ${shownOfBroken(root.web)}. Allowed: an object. ${downloadAgain}`,
    );
  }
  if ("installed" in root) {
    throw new ClientFileError(
      "desktop_client",
      "installed",
      `The file has the property "installed": it is of a client of the type "Desktop app", which can't have the ERP's redirect URI. Allowed: "web". ${createWeb}`,
    );
  }
  if (root.type === "service_account") {
    throw new ClientFileError(
      "service_account_key",
      "type",
      `type is "service_account": this is the key of a service account, not an OAuth client. Allowed: a file with the property "web". ${createWeb}`,
    );
  }
  throw new ClientFileError(
    "not_a_client_file",
    "web",
    notAClientFile('an object without the property "web"'),
  );
}

function notAClientFile(found: string): string {
  return `The file holds ${found}. Allowed: an object with the property "web". ${createWeb}`;
}

function required(web: Record<string, unknown>, key: string): string {
  const value = web[key];
  if (value === undefined || value === "") {
    throw new ClientFileError(
      "missing_field",
      `web.${key}`,
      `web.${key} is ${value === "" ? "empty" : "missing"}. Allowed: a text. ${downloadAgain}`,
    );
  }
  if (typeof value === "string") return value;
  throw new ClientFileError(
    "wrong_type",
    `web.${key}`,
    `web.${key} is ${shownOfBroken(value)}. Allowed: a text. ${downloadAgain}`,
  );
}

function listOf(web: Record<string, unknown>, key: string): string[] {
  const value = web[key] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new ClientFileError(
    "wrong_type",
    `web.${key}`,
    `web.${key} is ${Array.isArray(value) ? "a list with something else than texts" : shownOfBroken(value)}. Allowed: a list of texts. ${downloadAgain}`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const modernSecret = /GOCSPX/i;
/** As long as a secret of the older form, which has no prefix to know it by. */
const longRun = /[\w-]{24}/;
const clientIdLike = /^\d+-[a-z0-9]+\.apps\.googleusercontent\.com$/;
const longest = 200;

/**
 * A value of a file whose secret is known, for a message: quoted, or a note that it is hidden. People paste secrets into
 * the wrong field, so whatever contains one is never shown.
 */
export function shown(value: string, secret: string): string {
  const risky = value.includes(secret) || modernSecret.test(value) || value.length > longest;
  return risky ? hidden(value) : JSON.stringify(value);
}

/** The same for a file that could not be read, so that nobody knows which of its texts is the secret. */
function shownOfBroken(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "string") return typeof value === "object" ? "an object" : `a ${typeof value}`;
  const risky = !clientIdLike.test(value) && (modernSecret.test(value) || longRun.test(value));
  return risky || value.length > longest ? hidden(value) : JSON.stringify(value);
}

function hidden(value: string): string {
  return `a text of ${value.length} characters (hidden, as it may hold a secret)`;
}
