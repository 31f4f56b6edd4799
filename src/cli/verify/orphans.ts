import type { Client } from "@microsoft/microsoft-graph-client";
import { removePassword } from "#clients/graph/ourApplications.ts";
import { print } from "#fleet/forms/terminal.ts";
import type { Stack } from "#stack/stack.ts";
import { isUnsettled } from "#stack/state.ts";
import type { Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "#verify/microsoft/expected.ts";
import { credentialLabel } from "#verify/microsoft/judge/secrets.ts";
import { decideOrphans } from "#verify/microsoft/orphans.ts";
import type { Verified } from "#verify/microsoft/verify.ts";
import { askOnTerminal } from "../terminal.ts";

export interface Removal {
  /** Key ids that are gone. */
  removed: string[];
  /** One line for each secret that was left alone, and why. */
  kept: string[];
}

/**
 * Removes the secrets that no state knows. @throws GraphRefused when a right is missing, Unreachable
 *
 * Everything that it says goes to standard error, so that JSON stays JSON.
 * @param agree is asked before anything is removed
 */
export async function removeOrphans(
  stack: Stack,
  expected: ExpectedMicrosoft,
  { observed, live }: Verified,
  graph: Part<Client>,
  agree: (secrets: readonly string[]) => Promise<boolean>,
): Promise<Removal> {
  if (isUnsettled(stack.exported))
    return refused(
      "a run of pulumi is under way or was interrupted: its secret may not be in the state yet. Once it has ended: pulumi up --stack <stack>, then " +
        "pulumi refresh --clear-pending-creates --stack <stack>, because Pulumi remembers an interrupted creation until it is told to forget it",
    );
  const application = observed.application.value;
  if (graph.problem || !application) return { removed: [], kept: [] };
  const { remove, keep } = decideOrphans(expected, application, live);
  const kept = keep.map(({ credential, why }) => `${credentialLabel(credential)}: ${why}`);
  const removed: string[] = [];
  if (remove.length === 0 || !(await agree(remove.map(credentialLabel)))) return { removed, kept };
  for (const credential of remove) {
    await removePassword(graph.value, application.id, credential.keyId);
    print(process.stderr, `Removed ${credentialLabel(credential)}.\n`);
    removed.push(credential.keyId);
  }
  return { removed, kept };
}

const refused = (why: string): Removal => ({ removed: [], kept: [`every secret: ${why}`] });

/** Asks whoever sits at the terminal. */
export const agreeOnTerminal = (secrets: readonly string[]): Promise<boolean> =>
  askOnTerminal(
    `These secrets are in no state:\n${secrets.map((secret) => `  ${secret}\n`).join("")}Remove them?`,
  );
