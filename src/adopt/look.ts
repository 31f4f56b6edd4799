import type { Client } from "@microsoft/microsoft-graph-client";
import { GraphRefused } from "#clients/graph/client.ts";
import { findRegistration, type Registration } from "#clients/graph/findRegistration.ts";
import { listAll } from "#clients/graph/list.ts";
import { nextStepsText } from "#config/rules/nextStep.ts";
import type { Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "#verify/microsoft/expected.ts";
import { observeMicrosoft } from "#verify/microsoft/observe.ts";
import type {
  Api,
  GraphApplication,
  GraphServicePrincipal,
  ObservedMicrosoft,
  Owner,
} from "#verify/microsoft/observed.ts";

/** A registration that somebody made by hand, with all that hangs on it. */
export interface Seen {
  /** What the next `pulumi up` will find and import, by the same code. */
  registration: Registration;
  observed: ObservedMicrosoft;
  application: GraphApplication;
  owners: readonly Owner[];
  servicePrincipal: GraphServicePrincipal | undefined;
  servicePrincipalOwners: readonly Owner[];
  apis: readonly Api[];
}

/** @throws GraphRefused when a part of it cannot be read: nothing is decided on half of what there is */
export async function look(graph: Client, expected: ExpectedMicrosoft, applicationId: string): Promise<Seen> {
  const { registration } = await findRegistration(graph, {
    tag: expected.tag,
    displayName: expected.applicationName,
    consentMode: expected.consent,
    adopt: applicationId,
  });
  if (!registration) throw new GraphRefused(`The app registration ${applicationId} is gone.`);
  const { clientId, servicePrincipalId } = registration;
  const { observed } = await observeMicrosoft(graph, {
    ...expected,
    application: { objectId: applicationId, clientId },
    ...(servicePrincipalId ? { servicePrincipalId } : {}),
  });
  const application = must(observed.application);
  if (!application) throw new GraphRefused(`The app registration ${applicationId} is gone.`);
  must(observed.assignments, !servicePrincipalId);
  must(observed.grants, !servicePrincipalId || expected.consent === "request");
  return {
    registration,
    observed,
    application,
    owners: must(observed.owners) ?? [],
    servicePrincipal: must(observed.servicePrincipal),
    servicePrincipalOwners: servicePrincipalId
      ? await listAll<Owner>(graph, `/servicePrincipals/${servicePrincipalId}/owners`)
      : [],
    apis: observed.apis,
  };
}

/** @param optional whether it may stay unread */
function must<T>({ value, problem }: Part<T>, optional = false): T | undefined {
  if (problem && !optional) throw new GraphRefused(`${problem.what}. Next: ${nextStepsText(problem.next)}`);
  return value;
}
