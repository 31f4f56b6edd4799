import type { Client } from "@microsoft/microsoft-graph-client";
import { type Endpoints, entraEndpoints } from "#clients/entra/endpoints.ts";
import { connectGraph } from "#clients/graph/client.ts";
import type { ErpReader } from "../erp/reader.ts";
import type { Finding, Part, Problem } from "../finding.ts";
import { problemOf } from "../problem.ts";
import type { ExpectedMicrosoft } from "./expected.ts";
import { judgeMicrosoft } from "./judge.ts";
import { type Live, tryLive } from "./live.ts";
import { observeMicrosoft } from "./observe.ts";
import type { ObservedMicrosoft } from "./observed.ts";

export interface Verified {
  findings: Finding[];
  observed: ObservedMicrosoft;
  live: Part<Live>;
  /** HTTP calls to Microsoft, without those that obtained the token. */
  calls: number;
}

/**
 * Compares the Microsoft part of one tenant with what it should be, and proves what the ERP holds. Changes nothing.
 *
 * @param erp where the vendor alone has access to it, nothing is said of it
 * @param graph connected under an identity that may read; with a problem in its place every finding is inconclusive
 */
export async function verifyMicrosoft(
  expected: ExpectedMicrosoft,
  erp: ErpReader,
  graph: Part<Client>,
  endpoints: Endpoints,
  call: typeof fetch,
): Promise<Verified> {
  const [{ observed, calls }, held] = await Promise.all([
    graph.problem ? nothingSeen(graph.problem) : observeMicrosoft(graph.value, expected),
    erp.held("microsoft"),
  ]);
  const application = observed.application.value;
  const present = application && (application.passwordCredentials ?? []);
  const tried = await tryLive(held, expected, endpoints, present, call);
  const findings = judgeMicrosoft(expected, observed, erp.access && tried.live);
  return { findings, observed, live: tried.live, calls: calls + tried.calls };
}

/** Signs in to a tenant. Never throws: who cannot sign in cannot tell anything, and that is what has to be said. */
export async function signIn(
  tenantId: string,
  call: typeof fetch,
): Promise<{ graph: Part<Client>; endpoints: Endpoints }> {
  const endpoints = await entraEndpoints(process.env, call);
  try {
    return { endpoints, graph: { value: await connectGraph(tenantId, call) } };
  } catch (error) {
    return { endpoints, graph: { problem: problemOf(error) } };
  }
}

function nothingSeen(problem: Problem): { observed: ObservedMicrosoft; calls: number } {
  const unseen = { problem };
  return {
    calls: 0,
    observed: {
      application: unseen,
      owners: unseen,
      federatedCredentials: unseen,
      tagged: unseen,
      named: unseen,
      servicePrincipal: unseen,
      assignments: unseen,
      grants: unseen,
      graph: unseen,
      apis: [],
    },
  };
}
