import { isDeepStrictEqual } from "node:util";
import type { EntraState } from "#sandbox/emulators/entra/entra.ts";
import type { GoogleState } from "#sandbox/emulators/google/state.ts";
import { accessOf, applicationOf, assignmentsOf, grantsOf, webOf } from "./directory.ts";

/** A secret that nobody's state knows, in the scenario "secret-extra". */
export const EXTRA_KEY_ID = "99999999-9999-4999-8999-999999999999";

const permissionsOf = (state: EntraState) => accessOf(state)[0]?.resourceAccess ?? [];

const entra: Record<string, (state: EntraState) => void> = {
  clean: () => {},
  "redirect-added": (state) => webOf(state).redirectUris.push("https://evil.example/cb"),
  "redirect-changed": (state) => {
    webOf(state).redirectUris = ["https://other.example/oauth2/retrieve_token"];
  },
  "permission-removed": (state) => permissionsOf(state).splice(4, 1),
  "permission-added": (state) =>
    permissionsOf(state).push({ id: "e383f46e-2787-4529-855e-0e479a3ffac0", type: "Scope" }),
  "permissions-reordered": (state) => permissionsOf(state).reverse(),
  "consent-scope-removed": (state) => {
    const [grant] = grantsOf(state);
    if (grant) grant.scope = grant.scope.replace("SMTP.Send", "").replace("  ", " ").trim();
  },
  "consent-deleted": (state) => {
    for (const { id } of grantsOf(state)) delete state.oauth2PermissionGrants[id];
  },
  "role-deleted": (state) => {
    for (const { id } of assignmentsOf(state)) delete state.appRoleAssignments[id];
  },
  "secret-removed": (state) => {
    applicationOf(state).passwordCredentials = [];
  },
  "secret-extra": (state) => {
    const [first] = applicationOf(state).passwordCredentials;
    if (first)
      applicationOf(state).passwordCredentials.push({
        ...first,
        keyId: EXTRA_KEY_ID,
        displayName: "by hand",
      });
  },
  renamed: (state) => {
    applicationOf(state).displayName = "Renamed";
  },
};

const google: Record<string, (state: GoogleState, project: string) => void> = {
  clean: () => {},
  "api-disabled": (state, project) => {
    const services = state.services[project];
    if (services) services["gmail.googleapis.com"] = "DISABLED";
  },
  "label-changed": (state, project) => {
    theSecret(state, project).labels = { ...theSecret(state, project).labels, tenant: "somebody-else" };
  },
  "version-destroyed": (state, project) => {
    for (const version of Object.values(theSecret(state, project).versions)) version.state = "DESTROYED";
  },
};

function theSecret(state: GoogleState, project: string) {
  const [found] = Object.values(state.secrets[project] ?? {});
  if (!found) throw new Error(`the emulator has no secret in ${project}`);
  return found;
}

/** Does on the server what somebody did there in a recorded scenario. */
export function tamperEntra(scenario: string, state: EntraState): void {
  tamper(scenario, entra[scenario], state);
}

/** The same for a project of Google's. */
export function tamperGoogle(scenario: string, state: GoogleState, project: string): void {
  const change = google[scenario];
  tamper(scenario, change && ((all: GoogleState) => change(all, project)), state);
}

/** @throws when nobody wrote down what was changed, or when nothing is: a test of what follows would prove nothing */
function tamper<State>(scenario: string, change: ((state: State) => void) | undefined, state: State): void {
  if (!change) throw new Error(`no tampering is written for the recorded scenario "${scenario}"`);
  const before = structuredClone(state);
  change(state);
  if (scenario !== "clean" && isDeepStrictEqual(state, before))
    throw new Error(`the tampering of the scenario "${scenario}" changed nothing`);
}
