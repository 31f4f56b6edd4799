import type { GoogleState } from "#sandbox/emulators/google/state.ts";

/** What the emulated Google knows of one customer's project once it is provisioned. */
export type GooglePart = Pick<GoogleState, "projects" | "services" | "oauthClients" | "secrets" | "auditLog">;

/** @param project its id */
export function partOf(state: GoogleState, project: string): GooglePart {
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

export function addPart(state: GoogleState, { auditLog, ...tables }: GooglePart): void {
  for (const [name, table] of Object.entries(tables))
    Object.assign(state[name as keyof typeof tables], table);
  state.auditLog.push(...auditLog);
}
