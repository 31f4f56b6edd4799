import { MAIL_SYSTEMS, type MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpRole } from "#config/rules/profiles.ts";

/** How people and translators write these labels: French (also fr_CH), English, German. The first one is for messages. */
export const ROLE_LABELS: Readonly<Record<ErpRole, readonly string[]>> = {
  clientId: [
    "ID client",
    "Id. client",
    "ID du client",
    "ID de client",
    "Identifiant client",
    "Identifiant du client",
    "ID client OAuth",
    "ID d'application",
    "ID d'application (client)",
    "ID de l'application",
    "Client ID",
    "Client identifier",
    "OAuth client ID",
    "Application ID",
    "Application (client) ID",
    "Client-Kennung",
    "Kunden-ID",
    "Anwendungs-ID",
    "Anwendungs-ID (Client)",
    "Anwendungs-ID (Client-ID)",
  ],
  tenant: [
    "Locataire",
    "ID locataire",
    "ID du locataire",
    "ID de locataire",
    "Identifiant du locataire",
    "ID de l'annuaire",
    "ID de l'annuaire (locataire)",
    "ID du répertoire (locataire)",
    "Tenant",
    "Tenant ID",
    "ID du tenant",
    "Directory ID",
    "Directory (tenant) ID",
    "Mandant",
    "Mandanten-ID",
    "Verzeichnis-ID",
    "Verzeichnis-ID (Mandant)",
    "Verzeichnis-ID (Mandanten-ID)",
  ],
  clientSecret: [
    "Secret client",
    "Secret du client",
    "Secret de client",
    "Code secret du client",
    "Code secret client",
    "Clé secrète client",
    "Clé secrète du client",
    "Valeur du secret",
    "Client secret",
    "Secret value",
    "Client-Secret",
    "Clientgeheimnis",
    "Client-Geheimnis",
    "Geheimer Clientschlüssel",
    "Clientschlüssel",
  ],
  redirectUri: [
    "URI de redirection",
    "URI de redirection autorisé",
    "URI de redirection autorisée",
    "URIs de redirection",
    "URL de redirection",
    "Adresse de redirection",
    "Redirect URI",
    "Redirection URI",
    "Redirect URL",
    "Authorized redirect URI",
    "Umleitungs-URI",
    "Umleitungs-URL",
    "Weiterleitungs-URI",
    "Weiterleitungs-URL",
  ],
};

/** Words by which a group, a page or a label says whose values it holds. */
export const PROVIDER_WORDS: Readonly<Record<MailSystem, readonly string[]>> = {
  microsoft: ["Microsoft", "Office 365", "Office365", "O365", "Outlook", "Azure", "Entra"],
  google: ["Google", "Gmail", "G Suite"],
};

const PAGE_LABELS: readonly string[] = ["OAuth2", "OAuth 2.0", "OAuth"];

export const USE_OAUTH2_LABELS: readonly string[] = [
  "Utiliser OAuth2",
  "Utiliser OAuth 2.0",
  "Utilise OAuth2",
  "Utiliser OAuth",
  "Use OAuth2",
  "Use OAuth 2.0",
  "Use OAuth",
  "OAuth2 verwenden",
  "OAuth 2.0 verwenden",
  "OAuth2 benutzen",
  "OAuth2 nutzen",
];

/** The button of an incoming server by which a person lets the ERP read the mailbox. The first one is for messages. */
export const TOKEN_BUTTON_LABELS: readonly string[] = [
  "Récupérer l'autorisation et le jeton OAuth2",
  "Récupérer l'autorisation et le jeton OAuth 2.0",
  "Récupérer le jeton OAuth2",
  "Get the OAuth2 authorization and token",
  "Get OAuth2 authorization and token",
  "Get the OAuth2 token",
  "OAuth2-Autorisierung und Token abrufen",
  "OAuth2-Autorisierung und -Token abrufen",
  "OAuth2-Token abrufen",
];

/** The field that holds what the sign-in brought. */
const TOKEN_FIELD_LABELS: readonly string[] = [
  "Jeton",
  "Jeton OAuth2",
  "Jeton d'actualisation",
  "Jeton d'actualisation OAuth2",
  "Jeton de rafraîchissement",
  "Jeton de rafraîchissement OAuth2",
  "Refresh token",
  "OAuth2 refresh token",
  "OAuth2 token",
  "Aktualisierungstoken",
  "OAuth2-Aktualisierungstoken",
  "OAuth2-Token",
];

/** What stays of a label when case, accents, punctuation and spaces don't count. */
export function normalize(label: string): string {
  return label
    .normalize("NFKD")
    .replace(/ß/g, "ss")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

const roleOf = new Map<string, ErpRole>(
  Object.entries(ROLE_LABELS).flatMap(([role, labels]) =>
    labels.map((label) => [normalize(label), role as ErpRole]),
  ),
);
const words = MAIL_SYSTEMS.map((provider) => ({ provider, words: PROVIDER_WORDS[provider].map(normalize) }));
const pages = new Set(PAGE_LABELS.map(normalize));
const useOAuth2 = new Set(USE_OAUTH2_LABELS.map(normalize));

/** The one provider that a text names; undefined for none or both. */
export function providerNamed(text: string): MailSystem | undefined {
  const plain = normalize(text);
  const named = words.filter((entry) => entry.words.some((word) => plain.includes(word)));
  return named.length === 1 ? named[0]?.provider : undefined;
}

/** The role that a label stands for, also with the provider's name before or after it ("Google Client ID"). */
export function roleNamed(label: string): ErpRole | undefined {
  const plain = normalize(label);
  const provider = words.find((entry) => entry.provider === providerNamed(label));
  const rests = (provider?.words ?? []).flatMap((word) => [
    plain.startsWith(word) ? plain.slice(word.length) : "",
    plain.endsWith(word) ? plain.slice(0, -word.length) : "",
  ]);
  return [plain, ...rests].map((text) => roleOf.get(text)).find((role) => role !== undefined);
}

export function isOAuthPage(title: string): boolean {
  return pages.has(normalize(title));
}

export function isUseOAuth2(label: string): boolean {
  return useOAuth2.has(normalize(label));
}

const tokenButtons = new Set(TOKEN_BUTTON_LABELS.map(normalize));
const tokenFields = new Set(TOKEN_FIELD_LABELS.map(normalize));

export function isTokenButton(label: string): boolean {
  return tokenButtons.has(normalize(label));
}

export function isTokenField(label: string): boolean {
  return tokenFields.has(normalize(label));
}
