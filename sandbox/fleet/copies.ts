import { readFileSync, writeFileSync } from "node:fs";
import type { ErpState } from "#sandbox/emulators/erp/erp.ts";
import type { GoogleState } from "../emulators/google/state.ts";
import type { Fleet } from "./fleet.ts";
import type { PassphraseProvider } from "./passphrase.ts";
import { type Original, type Renaming, renamingFor } from "./renaming.ts";
import type { FleetStacks } from "./stacks.ts";
import { Template } from "./template.ts";

/**
 * Provisions a fleet: its first tenant with the real engine, and every other one as a copy of that, with identifiers and secrets of its
 * own. Both the emulators' states and the stacks' are as after a `pulumi up` of each; hundreds take seconds.
 */
export async function provisionCopies(stacks: FleetStacks, { tenants }: Fleet): Promise<void> {
  const [first, ...others] = tenants;
  const { content, clientId, clientSecret } = stacks.makeGoogleClient(first);
  await stacks.must(["up", "--yes", "--skip-preview", "--stack", first.name]);
  const original: Original = {
    ...first,
    directory: first.entra.state,
    deployerId: first.identities.ARM_CLIENT_ID,
    googleClientId: clientId,
    secrets: [clientSecret, microsoftSecret(first.erp.state)],
  };
  const renamings = others.map((other) => [other, renamingFor(original, other)] as const);
  const names = [...(renamings[0]?.[1].keys() ?? [])];
  const template = (value: object): Template => new Template(JSON.stringify(value), names);
  const directory = template(first.entra.state);
  const erp = template(first.erp.state);
  const google = template(partOf(first.google.state, first.config.google.project));
  const clientFile = template(content);
  const state = stateTemplate(readFileSync(stacks.stateFile(first.name), "utf8"), names, stacks.provider);

  for (const [copy, renaming] of renamings) {
    const { credentials } = copy.erp.state;
    copy.entra.replaceState(JSON.parse(directory.fill(renaming)));
    copy.erp.replaceState({ ...JSON.parse(erp.fill(renaming)), credentials });
    addPart(copy.google.state, JSON.parse(google.fill(renaming)));
    for (const secret of original.secrets) copy.entra.secrets.add(renaming.get(secret) ?? secret);
    stacks.configure(copy, clientFile.fill(renaming));
    writeFileSync(stacks.stateFile(copy.name), state(renaming));
  }
}

/** As `up` has written it to the company's tab. */
function microsoftSecret({ records, addon }: ErpState): string {
  return String(records["res.company"]?.["1"]?.[addon.names.msSecret]);
}

/**
 * A stack's state, of which copies can be made. Encrypted values are opened for it, because the names stand in them as well.
 *
 * @param text content of the state's file
 * @param names all that will be renamed
 * @returns makes the text of a copy, encrypted anew
 */
function stateTemplate(
  text: string,
  names: Iterable<string>,
  provider: PassphraseProvider,
): (renaming: Renaming) => string {
  const wanted = [...names];
  const parts = text
    .split(/(?<="ciphertext":\s*")(v1:[^"]+)/)
    .map((part, index) => new Template(index % 2 ? provider.decrypt(part) : part, wanted));
  return (renaming) =>
    parts
      .map((part, index) => (index % 2 ? provider.encrypt(part.fill(renaming)) : part.fill(renaming)))
      .join("");
}

/** What the emulated Google knows of one customer's project once it is provisioned. */
type GooglePart = Pick<GoogleState, "projects" | "services" | "oauthClients" | "secrets" | "auditLog">;

/** @param project its id */
function partOf(state: GoogleState, project: string): GooglePart {
  const of = <T>(table: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(table).filter(([id]) => id === project));
  const clients = Object.entries(state.oauthClients).filter(([, { projectId }]) => projectId === project);
  return {
    projects: of(state.projects),
    services: of(state.services),
    secrets: of(state.secrets),
    oauthClients: Object.fromEntries(clients),
    auditLog: state.auditLog.filter(({ projectId }) => projectId === project),
  };
}

function addPart(state: GoogleState, { auditLog, ...tables }: GooglePart): void {
  for (const [name, table] of Object.entries(tables))
    Object.assign(state[name as keyof typeof tables], table);
  state.auditLog.push(...auditLog);
}
