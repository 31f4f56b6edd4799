import type { Flavour } from "./options.ts";

/** A text in English and in the French of Odoo 14 and, where it differs, of Odoo 19. */
export type Text = readonly [english: string, french: string, french19?: string];

/** A language as one call sees it. */
export interface Language {
  readonly flavour: Flavour;
  /** Whether texts come in French; any other language has English texts. */
  readonly french: boolean;
}

/** The text in the language of a call. */
export function say(text: Text, { flavour, french }: Language): string {
  if (!french) return text[0];
  return flavour === "odoo-19" ? (text[2] ?? text[1]) : text[1];
}

/** Labels of the addon, as the procedure spells them. */
export const addonLabels = {
  Client: ["Client ID", "ID client"],
  Tenant: ["Tenant", "Locataire"],
  Secret: ["Client secret", "Secret client"],
  Redirect: ["Redirect URI", "URI de redirection"],
  flag: ["Use OAuth2", "Utiliser OAuth2"],
  tokenField: ["OAuth2 refresh token", "Jeton d'actualisation OAuth2"],
  token: ["Get the OAuth2 authorization and token", "Récupérer l'autorisation et le jeton OAuth2"],
} as const satisfies Record<string, Text>;

/** What a user may do with a model. */
export type Operation = "read" | "write" | "create" | "unlink";

interface Refusal {
  readonly model: string;
  readonly description: string;
  readonly operation: Operation;
  readonly group: string;
}

/** The text of a refusal for want of rights. In 14 its middle is never translated. */
export function refusalText({ model, description, operation, group }: Refusal, language: Language): string {
  const english = { read: "access", write: "modify", create: "create", unlink: "delete" }[operation];
  const [end14, space] = language.flavour === "odoo-14" ? ["' ", " "] : ["'", ""];
  const french = {
    read: `à accéder aux enregistrements '${description}' (${model}).${end14}`,
    write: `à modifier les enregistrements '${description}' (${model}).${space}`,
    create: `à créer des enregistrements '${description}' (${model}).${space}`,
    unlink: `à supprimer les enregistrements '${description}' (${model}).${space}`,
  }[operation];
  const first = language.french
    ? `Vous n'êtes pas autorisé ${french}`
    : `You are not allowed to ${english} '${description}' (${model}) records.`;
  const second =
    language.french && language.flavour === "odoo-19"
      ? "Cette opération est autorisée pour les groupes suivants :"
      : "This operation is allowed for the following groups:";
  const third = language.french
    ? "Contactez votre administrateur pour demander l'accès si nécessaire."
    : "Contact your administrator to request access if necessary.";
  return `${first}\n\n${second}\n\t- ${group}\n\n${third}`;
}

/** Messages of the server's own buttons and checks. */
export const messages = {
  busy: [
    "Odoo is currently processing a scheduled action.\nModule operations are not possible at this time, please try again later or contact your system administrator.",
    "Odoo traite actuellement une action planifiée.\nLes opérations du module ne sont pas possibles pour le moment, veuillez réessayer plus tard ou contacter votre administrateur.",
  ],
  ownDeactivation: [
    "You cannot deactivate the user you're currently logged in as.",
    "Vous ne pouvez pas désactiver l'utilisateur avec lequel vous êtes connecté.",
  ],
  resetFirst: ["Please reset the confirmation first.", "Veuillez d'abord réinitialiser la confirmation."],
  tickFirst: ['Please tick "Use OAuth2" first.', "Veuillez d'abord cocher « Utiliser OAuth2 »."],
  testOk: ["Connection Test Succeeded!", "Test de connexion réussi!", "Test de connexion réussi !"],
  wellSetUp: ["Everything seems properly set up!", "Tout semble bien configuré!"],
  noEmail: [
    "Please configure an email on the current user to simulate sending an email message via this outgoing server",
    "Configurez un e-mail sur l'utilisateur que vous utilisez pour simuler l'envoi d'un message e-mail via ce serveur sortant",
  ],
} as const satisfies Record<string, Text>;
