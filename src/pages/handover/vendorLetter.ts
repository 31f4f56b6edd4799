import { ERP_MODULE } from "#config/rules/defaults.ts";
import type { MailSystem } from "#config/rules/mailSystems.ts";

/** The values of one system for the company tab "OAuth2". Holds a secret. */
export interface TabValues {
  /** Number of the secret, which the vendor names when it is entered. */
  number: number;
  clientId: string;
  /** Directory (tenant) id; absent for Google, which has none. */
  tenant?: string;
  clientSecret: string;
  redirectUri: string;
  /** The day on which the secret stops working; absent for Google's, which never end. */
  end?: string;
}

export interface VendorLetter {
  /** The ERP's public DNS name. */
  dns: string;
  /** Name or id of the company in the ERP. */
  company: string | number;
  /** Names or ids of the mail servers to change over. */
  incomingServers: readonly (string | number)[];
  outgoingServers: readonly (string | number)[];
  values: Partial<Record<MailSystem, TabValues>>;
}

const TITLES: Readonly<Record<MailSystem, string>> = { microsoft: "Microsoft", google: "Google" };

/** What the ERP's vendor enters, and how, in French and English. Holds secrets in clear. Pure. */
export function vendorLetter(letter: VendorLetter): string {
  const values = Object.entries(letter.values) as [MailSystem, TabValues][];
  return [
    `CID ERP, https://${letter.dns}`,
    `Société / Company: ${letter.company}`,
    ...values.flatMap(([system, one]) => ["", ...section(TITLES[system], one)]),
    "",
    ...french(letter, values),
    "",
    ...english(letter, values),
    "",
  ].join("\n");
}

const section = (title: string, { number, clientId, tenant, clientSecret, redirectUri, end }: TabValues) => [
  `${title}, secret ${number}${end ? ` (fin / end: ${end})` : ""}`,
  `ID client / Client ID: ${clientId}`,
  ...(tenant ? [`Locataire / Tenant: ${tenant}`] : []),
  `Secret client / Client secret: ${clientSecret}`,
  `URI de redirection / Redirect URI: ${redirectUri}`,
];

const french = (
  { company, incomingServers, outgoingServers }: VendorLetter,
  values: [MailSystem, TabValues][],
) => [
  "À faire (FR)",
  ...numbered([
    `Installer le module « ${ERP_MODULE} », s'il ne l'est pas encore.`,
    `Configuration / Sociétés / Sociétés / « ${company} », onglet « OAuth2 »: reprendre les valeurs ci-dessus, sans espace avant ni après.`,
    ...(incomingServers.length > 0
      ? [
          `Une première fois seulement, serveurs entrants ${listed(incomingServers)}: réinitialiser la confirmation, cocher « Utiliser OAuth2 », puis « Récupérer l'autorisation et le jeton OAuth2 » avec le titulaire de la boîte.`,
        ]
      : []),
    ...(outgoingServers.length > 0
      ? [`Serveurs sortants ${listed(outgoingServers)}: cocher « Utiliser OAuth2 ».`]
      : []),
    "Envoyer un mail test depuis l'ERP.",
    `Confirmer à l'expéditeur que ces secrets sont en place: ${secrets(values, "et")}. L'ancien secret n'est retiré qu'ensuite.`,
    "Supprimer ce texte.",
  ]),
];

const english = (
  { company, incomingServers, outgoingServers }: VendorLetter,
  values: [MailSystem, TabValues][],
) => [
  "To do (EN)",
  ...numbered([
    `Install the module "${ERP_MODULE}", unless it is.`,
    `Configuration / Companies / Companies / "${company}", tab "OAuth2": enter the values above, without a space before or after them.`,
    ...(incomingServers.length > 0
      ? [
          `The first time only, incoming servers ${listed(incomingServers)}: reset the confirmation, tick "Use OAuth2", then get the authorisation and the OAuth2 token together with the owner of the mailbox.`,
        ]
      : []),
    ...(outgoingServers.length > 0
      ? [`Outgoing servers ${listed(outgoingServers)}: tick "Use OAuth2".`]
      : []),
    "Send a test mail from the ERP.",
    `Confirm to the sender that these secrets are in place: ${secrets(values, "and")}. The older secret is removed only then.`,
    "Delete this text.",
  ]),
];

const numbered = (steps: readonly string[]) => steps.map((step, index) => `${index + 1}. ${step}`);

const listed = (servers: readonly (string | number)[]): string =>
  servers.map((server) => (typeof server === "number" ? `id ${server}` : `"${server}"`)).join(", ");

const secrets = (values: [MailSystem, TabValues][], and: string): string =>
  values.map(([system, { number }]) => `${TITLES[system]} secret ${number}`).join(` ${and} `);
