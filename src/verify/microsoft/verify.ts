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
  endpoints: Part<Endpoints>,
  call: typeof fetch,
): Promise<Verified> {
  const [{ observed, calls }, held] = await Promise.all([
    graph.problem ? nothingSeen(graph.problem) : observeMicrosoft(graph.value, expected),
    erp.held("microsoft"),
  ]);
  const application = observed.application.value;
  const present = application && (application.passwordCredentials ?? []);
  const proven = await tryLive(held, expected, endpoints, present, call);
  const live = compared(proven.live, observed.application.problem);
  const findings = judgeMicrosoft(expected, observed, erp.access && live);
  return { findings, observed, live, calls: calls + proven.calls };
}

/** What the ERP holds is compared to the app registration's own secrets, where these could be read. */
const compared = (live: Part<Live>, unseen: Problem | undefined): Part<Live> =>
  live.problem || !unseen ? live : { value: { ...live.value, unseen } };

/** Signs in to a tenant. Never throws: who cannot sign in cannot tell anything, and that is what has to be said. */
export async function signIn(
  tenantId: string,
  call: typeof fetch,
): Promise<{ graph: Part<Client>; endpoints: Part<Endpoints> }> {
  const endpoints = await tried(entraEndpoints(process.env, call));
  return { endpoints, graph: endpoints.problem ? endpoints : await tried(connectGraph(tenantId, call)) };
}

const tried = <T>(work: Promise<T>): Promise<Part<T>> =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => ({ problem: problemOf(error) }),
  );

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
