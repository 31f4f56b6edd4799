import { readPipelineAccess, readProjectBindings, readSecretCopy } from "#clients/google/access.ts";
import { GoogleApiError, type GoogleCall } from "#clients/google/api.ts";
import { readAuditLog } from "#clients/google/auditLog.ts";
import type { GoogleAuth } from "#clients/google/auth.ts";
import { RESTORABLE_DAYS } from "#clients/google/deletion.ts";
import { readProject } from "#clients/google/project.ts";
import { probeRedirect } from "#clients/google/redirectProbe.ts";
import { enabledServices } from "#clients/google/services.ts";
import { addDays, atMidnight } from "#config/rules/dates.ts";
import { byHand } from "../check.ts";
import type { Part, Problem } from "../finding.ts";
import type { ExpectedGoogle } from "./expected.ts";
import type { ObservedGoogle } from "./observed.ts";

/**
 * Asks Google everything at once: one call for each secret, two for the redirect URI, one each for services, project and audit log, two
 * for the copy of the secret, five where pipelines may act on the project.
 * Every call is bounded in time and number of tries. Changes nothing.
 *
 * @param auth with a problem in its place only the two probes, which need no identity, say anything
 */
export async function observeGoogle(
  expected: ExpectedGoogle,
  auth: Part<GoogleAuth>,
  call: typeof fetch,
): Promise<Omit<ObservedGoogle, "lastFetch">> {
  const newest = expected.secrets.at(-1);
  const read = <T>(work: (call: GoogleCall) => Promise<T>): Promise<Part<T>> =>
    part(auth, (value) => work({ auth: value, project: expected.project, fetch: call }));
  const { copy: copied, operators, pipelines } = expected;
  const unasked = Promise.resolve({ problem: UNASKED });
  const [tokens, redirect, services, project, auditLog, copy, projectBindings, pipelineAccess] =
    await Promise.all([
      Promise.all(
        expected.secrets.map(
          async ({ number, clientId, secret }) =>
            [number, await secret.proveAtGoogle(clientId, call)] as const,
        ),
      ),
      newest && probeRedirect({ clientId: newest.clientId, redirectUri: expected.redirectUri, fetch: call }),
      read(enabledServices),
      read(readProject),
      read((one) => readAuditLog(one, readFrom(expected))),
      copied ? read((one) => readSecretCopy(one, copied.secretId)) : unasked,
      operators.length > 0 || pipelines ? read(readProjectBindings) : unasked,
      pipelines ? read((one) => readPipelineAccess(one, pipelines.id)) : unasked,
    ]);
  const access = { copy, projectBindings, pipelineAccess };
  return {
    tokens: new Map(tokens),
    ...(redirect ? { redirect } : {}),
    services,
    project,
    auditLog,
    ...access,
  };
}

/** Of what nothing is expected. No check reads it. */
const UNASKED: Problem = { what: "not asked for", next: [] };

/** From the last update on; further back where only that tells when a client that can be restored was deleted. */
function readFrom({ recorded, today }: ExpectedGoogle): string {
  const restorable = atMidnight(addDays(today, -RESTORABLE_DAYS));
  const since = recorded?.auditedUntil ?? "";
  return Date.parse(since) < Date.parse(restorable) ? since : restorable;
}

async function part<T>(auth: Part<GoogleAuth>, work: (auth: GoogleAuth) => Promise<T>): Promise<Part<T>> {
  if (auth.problem) return auth;
  try {
    return { value: await work(auth.value) };
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
    return { problem: { what: error.message, next: [byHand(error.fix)] } };
  }
}
